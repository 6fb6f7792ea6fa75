#pragma once

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/files.h"
#include "experiments/run/run.h"
#include "temporary_folder.h"

namespace coopbench {

namespace fs = std::filesystem;

inline Preset toy(const std::vector<std::string>& settings = {}) {
  std::vector<std::string> all{
      "shared.training.iterations=7",    "shared.training.chains=16",
      "shared.training.batch=16",        "shared.sampler.steps=3",
      "shared.evaluation.samples=50",    "shared.evaluation.curve_samples=20",
      "shared.evaluation.every=3",       "shared.training.checkpoint_every=2",
      "methods.persistent.start.size=60"};
  all.insert(all.end(), settings.begin(), settings.end());
  return load_preset("toy", all);
}

inline RunPlace place(const fs::path& folder, const std::string& method) {
  return {folder, "toy", method, 3};
}

/// Every file but those named as time or machine, by its path within the folder.
inline std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "time.csv" &&
        entry.path().filename() != "machine.json")
      files[fs::relative(entry.path(), folder)] = read_text(entry.path());
  return files;
}

inline void check_same(const fs::path& a, const fs::path& b) {
  const auto one = contents(a), other = contents(b);
  BOOST_TEST(one.size() == other.size());
  for (const auto& [name, bytes] : one) {
    BOOST_REQUIRE(other.contains(name));
    BOOST_TEST((bytes == other.at(name)), name);
  }
}

inline RunHooks stop_after(int64_t iterations) {
  auto count = std::make_shared<int64_t>(0);
  RunHooks hooks;
  hooks.stop = [count, iterations] { return ++*count >= iterations; };
  return hooks;
}

}  // namespace coopbench

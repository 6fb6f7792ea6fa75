#pragma once

#include <cstdlib>
#include <functional>

#include "core/errors.h"
#include "core/files.h"
#include "data/files.h"

namespace fs = std::filesystem;

/// A cache of its own for one test.
struct OwnCache {
  OwnCache() { ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1); }
  ~OwnCache() { ::unsetenv("COOPBENCH_CACHE"); }
  TemporaryFolder folder;
};

/// What a UserError says.
inline std::string message(const std::function<void()>& work) {
  try {
    work();
  } catch (const coopbench::UserError& error) {
    return error.what();
  }
  return "";
}

/// Copies a picture that can be read.
inline void put(const fs::path& to, const char* picture = "rgb.png") {
  coopbench::make_folder(to.parent_path());
  fs::copy_file(data_file(std::string("pictures/good/") + picture), to);
}

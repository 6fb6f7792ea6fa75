#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "data/dataset.h"

namespace coopbench {

/// A run's folder, the seed that it is keyed by and the threads that it has.
struct RunPlace {
  std::filesystem::path folder;
  std::string preset, method;
  uint64_t seed = 0;
  int64_t threads = 1;
  /// Its folder may still be held by a run that is about to end, and what all runs share is told
  /// once by the comparison.
  bool of_comparison = false;
  bool profile = false;  ///< measure where the time goes; writes profile.txt and trace.json
};

/// What a run tells while it goes on.
struct Progress {
  int64_t iteration = 0, iterations = 0;  ///< done, and all
  double d = 0, r = 0;
  double steps_per_second = 0,
         seconds_left = 0;     ///< training iterations; time left without evaluations
  std::string measuring = "";  ///< what is measured now that training is over
};

struct RunHooks {
  std::function<void(const Progress&)> progress = [](const Progress&) {};
  /// What is worth a line once.
  std::function<void(const std::string&)> note = [](const std::string&) {};
  TellLoading loading = {};  ///< how far the data have been loaded
  std::function<bool()> stop = [] {
    return false;
  };  ///< asked once an iteration, often while measuring
};

}  // namespace coopbench

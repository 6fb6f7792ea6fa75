#pragma once

#include "experiments/run/run.h"

namespace coopbench {

struct CompareOptions {
  std::filesystem::path program;  ///< the executable that runs one method and seed
  std::filesystem::path folder;
  int64_t jobs = 1;     ///< runs at a time, each a process
  int64_t threads = 1;  ///< of each run
  Existing existing = Existing::refuse;
};

/// A run of a comparison as its process goes on.
struct Job {
  std::string method;
  uint64_t seed = 0;
  enum class Status {
    waiting,
    running,
    finished,
    diverged,
    interrupted,
    failed
  } status = Status::waiting;
  std::optional<Progress> progress = {};  ///< how far it said that it is
  std::string words = {};                 ///< the last that its process said besides: why it failed
};

struct CompareHooks {
  /// A job began, ended or told its progress.
  std::function<void(const std::vector<Job>& jobs, size_t changed)> changed;
  /// What is worth a line once.
  std::function<void(const std::string&)> note = [](const std::string&) {};
  TellLoading loading = {};  ///< how far the data have been loaded
  std::function<bool()> stop = [] { return false; };
};

/// Runs every method with every seed in `folder`/<method>/seed-<n>, several processes at a time,
/// after checking all of them. A run that fails does not stop the others. Writes preset.json and
/// comparison.json. Throws UserError before anything is written when a run can't work, and Failure
/// when the folder is another one in the end.
std::vector<Job> compare(const Preset& preset, const CompareOptions& options,
                         const CompareHooks& hooks);

}  // namespace coopbench

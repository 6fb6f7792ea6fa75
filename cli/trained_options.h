#pragma once

#include "cli/preset_options.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

/// The words of every command on a trained net.
struct TrainedOptions {
  std::string run;
  int64_t threads = cores();
  OutputOptions output;

  void add_to(const Command& command, const std::string& name);
  TrainedRun load() const { return load_trained_run(run, threads); }
};

/// What such a command does with its folder; returns how it ended.
using TrainedWork = std::function<Outcome(const ResultFolder&, const TrainedHooks&)>;

/// Does the work in the folder that the words name, shows its progress, and prints the lines that
/// `summary` makes of the folder, and the folder. `words` are the command's own, for how to go on.
/// Returns the exit code.
int answer(const TrainedOptions& options, const TrainedRun& run, const TrainedTask& task,
           const std::string& words, const TrainedWork& work,
           const std::function<std::string(const TrainedPaths&)>& summary);

/// The run's own seed where none is given.
uint64_t seed_of(int64_t given, const TrainedRun& run);

}  // namespace coopbench

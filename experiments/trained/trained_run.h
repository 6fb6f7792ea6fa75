#pragma once

#include "core/stream.h"
#include "experiments/config/config.h"
#include "records/run_files.h"

namespace coopbench {

/// The run in a folder, as its checkpoint says; whatever is asked of it leaves its files alone.
struct TrainedRun {
  std::filesystem::path folder;
  RunHead head;
  RunConfig config;
  RunParts parts;                       ///< weights and start of the checkpoint
  std::string checkpoint;               ///< the checkpoint's checksum
  std::vector<std::string> notes = {};  ///< what to know of the run

  int64_t iterations() const { return parts.state.iteration; }
  const Energy& energy() const { return parts.state.evaluated(); }
  /// Standard deviation of the data noise of the last iteration's batch.
  double data_noise() const;
};

/// Loads a run that has a checkpoint, finished or not. Throws UserError where the folder is none,
/// that of a comparison (its runs are named), has no checkpoint or one of other settings, or where
/// the data are not there or others; Failure for a file that is damaged.
TrainedRun load_trained_run(const std::filesystem::path& folder, int64_t threads);

/// Throws UserError where the test part has not so many images.
void need_test_images(const TrainedRun& run, int64_t images);

/// What is asked of a trained net: each has random numbers of its own.
enum class Question { sample, interpolate, reconstruct, inpaint };

/// Numbers of a question: `part` is below 2^28, `purpose` trained_start or trained_step.
Stream stream_of(Question question, uint64_t seed, Purpose purpose, int64_t part = 0);

/// What a command tells while it works.
struct TrainedHooks {
  std::function<void(const std::string& text, double share)> progress = [](const std::string&,
                                                                           double) {};
  std::function<void(const std::string&)> note = [](const std::string&) {};
  std::function<bool()> stop = [] { return false; };
};

}  // namespace coopbench

#pragma once

#include "experiments/training_log.h"
#include "experiments/validation_curve.h"

namespace coopbench {

/// Writes the folder of a run while it trains: its logs, the validation curve, checkpoints; and
/// tells the progress.
class RunRecorder : public Recorder {
 public:
  /// From the iteration at which the run's state is: the logs are cut back to it.
  RunRecorder(const RunConfig& config, const RunPlace& place, RunParts& parts,
              const RunHooks& hooks);

  bool write(const Row& row) override;
  void diverged(const Row& row, const std::string& reason, const LastImages& images) override;
  double cpu_seconds() const override { return log_.cpu_seconds(); }

  /// Why the run diverged; empty when it did not.
  const std::string& reason() const { return reason_; }

  /// A checkpoint of where the run stands, unless there is one.
  void checkpoint();

 private:
  void sync();

  const RunConfig& config_;
  const RunPlace& place_;
  RunParts& parts_;
  const RunHooks& hooks_;
  TrainingLog log_;
  ValidationCurve curve_;
  int64_t saved_;
  std::string reason_;
};

/// Loads the state from the folder's checkpoint, where there is one.
void load_checkpoint(const RunPaths& paths, TrainingState& state);

/// Writes pictures and samples of a run that diverged.
void save_diverged(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                   const LastImages& images);

/// Writes state.json.
void write_state(const std::filesystem::path& folder, const std::string& status, int64_t iteration,
                 int64_t iterations, const std::string& reason = "");

}  // namespace coopbench

#pragma once

#include <functional>

#include "experiments/evaluation.h"
#include "experiments/mmd_judge.h"
#include "records/log_rows.h"

namespace coopbench {

/// What a run tells while it goes on.
struct Progress {
  int64_t iteration = 0, iterations = 0;  ///< done, and all
  double d = 0, r = 0;
  double steps_per_second = 0,
         seconds_left = 0;  ///< training iterations; time left without evaluations
};

/// A run's folder, the seed that it is keyed by and the threads that it has.
struct RunPlace {
  std::filesystem::path folder;
  std::string preset, method;
  uint64_t seed = 0;
  int64_t threads = 1;
  bool profile = false;  ///< measure where the time goes; writes profile.txt and trace.json
};

struct RunHooks {
  std::function<void(const Progress&)> progress = [](const Progress&) {};
  /// What is worth a line once.
  std::function<void(const std::string&)> note = [](const std::string&) {};
  std::function<bool()> stop = [] { return false; };  ///< asked once an iteration
};

/// Writes the folder of a run while it trains: a row an iteration, the validation curve, pictures,
/// checkpoints.
class RunRecorder : public Recorder {
 public:
  /// Goes on from the folder's checkpoint, where there is one: weights, optimiser and chain start
  /// are loaded and the logs cut back to it.
  RunRecorder(const RunConfig& config, RunPlace place, RunParts& parts, RunHooks hooks);

  int64_t next_iteration() const override { return next_; }
  bool write(const Row& row) override;
  void diverged(const Row& row, const std::string& reason, const Images& images) override;

  /// Why the run diverged; empty when it did not.
  const std::string& reason() const { return reason_; }

  /// Writes pictures and samples of a run that diverged.
  void save_images(const Images& images);

  /// After the last iteration: a checkpoint of where the run stands.
  void checkpoint();

 private:
  void append(const Row& row);
  void validate(int64_t iteration);

  RunConfig config_;
  RunPlace place_;
  RunParts& parts_;
  RunHooks hooks_;
  int64_t next_ = 0, saved_ = -1;
  std::string reason_;
  struct Totals {
    int64_t gradients = 0, energy_updates = 0, generator_updates = 0, latent_gradients = 0;
  } totals_;
  double seconds_ = 0, cpu_seconds_ = 0, wall_mark_ = 0, cpu_mark_ = 0;
  std::unique_ptr<RowLog<TrainRow>> train_;
  std::unique_ptr<RowLog<TimeRow>> time_;
  std::unique_ptr<RowLog<ValidationRow>> validation_;
  std::unique_ptr<MmdJudge> judge_;
};

/// Writes state.json.
void write_state(const std::filesystem::path& folder, const std::string& status, int64_t iteration,
                 int64_t iterations, const std::string& reason = "");

}  // namespace coopbench

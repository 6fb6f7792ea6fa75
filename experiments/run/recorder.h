#pragma once

#include "core/folder_lock.h"
#include "experiments/run/identity.h"
#include "experiments/run/training_log.h"
#include "experiments/run/validation_curve.h"

namespace coopbench {

/// What a run goes on from beside its state: how far its logs had come when that was saved.
struct Origin {
  LogPosition train, validation, rewinds;
};

/// Writes the folder of a run while it trains: its logs, the validation curve, checkpoints; and
/// tells the progress.
class RunRecorder : public Recorder {
 public:
  /// The logs are cut back to where they were when the run's state was saved. Nothing is written
  /// any more when the folder is another than the locked one.
  RunRecorder(const RunConfig& config, const RunPlace& place, RunParts& parts,
              const RunHooks& hooks, const FolderLock& lock, const Identity& identity,
              const Origin& origin);

  bool write(const Row& row) override;
  void diverged(const Row& row, const std::string& reason, const LastImages& images) override;
  bool wants(int64_t iteration) const override;
  void keep(int64_t iteration, const Archive& whole) override;
  double cpu_seconds() const override { return log_.cpu_seconds(); }

  /// Why the run diverged; empty when it did not, or went back.
  const std::string& reason() const { return reason_; }

  /// Goes back to the last checkpoint at a multiple of `checkpoint_every`, where the run diverged
  /// and may go back once more. Whether it did.
  /// `fresh` makes the state as a run begins with.
  bool went_back(const std::function<TrainingState()>& fresh);

  /// The iterations done at the last checkpoint; 0 without one.
  int64_t saved_iteration() const { return std::max<int64_t>(saved_, 0); }

  /// A checkpoint of where the run stands, unless there is one.
  void checkpoint();

  /// Throws Failure where a log, or the folder, is not what the run wrote and locked.
  void need_whole();

 private:
  void sync();
  void save(const Origin& logs);
  void forget(int64_t iterations);
  void keep_to_go_back_to(const Archive& checkpoint);
  void need_to_go_back_to() const;

  const RunConfig& config_;
  const RunPlace& place_;
  RunParts& parts_;
  const RunHooks& hooks_;
  const FolderLock& lock_;
  TrainingLog log_;
  ValidationCurve curve_;
  std::optional<RowLog<RewindRow>> rewinds_ = {};
  std::optional<Row> diverged_ = {};  ///< where it is to go back
  int64_t saved_;
  Identity identity_;
  std::string reason_;
};

/// Loads the state from the folder's checkpoint, where there is one, and returns what the run goes
/// on from. Throws Failure for one that is damaged, or missing though the run had come further, and
/// UserError where it is of other data or settings, or may not be read.
Origin load_checkpoint(const RunPaths& paths, int64_t every, const Identity& identity,
                       RunParts& parts);
/// The same from a file that must be there.
Origin load_checkpoint(const std::filesystem::path& file, int64_t every, const Identity& identity,
                       RunParts& parts);

/// Writes pictures and samples of a run that diverged.
void save_diverged(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                   const LastImages& images);

}  // namespace coopbench

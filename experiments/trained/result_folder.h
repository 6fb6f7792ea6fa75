#pragma once

#include "core/folder_lock.h"
#include "experiments/run/output_folder.h"
#include "experiments/trained/trained_run.h"
#include "records/paths.h"
#include "records/trained_files.h"

namespace coopbench {

/// What a command on a trained net is to find out, and what its numbers follow from.
struct TrainedTask {
  std::string command;  ///< such as "sample"
  std::string name;     ///< of the folder, behind the command
  std::string title;    ///< one line
  Json settings = {};   ///< all that changes the result
};

/// RUN/trained/<command>-<name>.
std::filesystem::path standard_folder(const TrainedRun& run, const TrainedTask& task);

/// The folder of a result, held by this process.
class ResultFolder {
 public:
  /// Makes it ready as `prepare_folder`. Throws UserError, with nothing written, where it may not
  /// be, or is to be gone on with and holds another command's result, one of other settings or one
  /// of another checkpoint.
  ResultFolder(const std::filesystem::path& folder, Existing existing, const TrainedRun& run,
               const TrainedTask& task);

  const TrainedPaths& paths() const { return paths_; }
  /// Whether there is something to go on from.
  bool goes_on() const { return goes_on_; }
  /// How it ended before: "finished" or "diverged"; empty where there is something to do.
  const std::string& ended() const { return ended_; }

  /// How it stands, with pictures and notes of the record; command, title and run are filled in.
  /// Throws Failure where the folder is another by now.
  void write(TrainedRecord record) const;
  void need_same() const { lock_->need_same_folder(); }  ///< before anything else is written

 private:
  TrainedPaths paths_;
  TrainedRecord begun_;
  Json settings_;
  bool goes_on_ = false;
  std::string ended_;
  std::optional<FolderLock> lock_ = {};
};

}  // namespace coopbench

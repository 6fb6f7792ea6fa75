#include "experiments/trained/result_folder.h"

#include <fmt/format.h>

#include "core/fields.h"
#include "core/files.h"
#include "core/printable.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// What a result follows from, as result.json holds it.
Json settings_of(const TrainedRun& run, const TrainedTask& task) {
  Json settings = task.settings;
  settings["checkpoint"] = run.checkpoint;
  return settings;
}

/// The status of the result that is there. Throws UserError for one of another kind.
std::string status_there(const TrainedPaths& paths, const TrainedTask& task, const Json& settings) {
  const auto record = read_record<TrainedRecord>(paths.result());
  const auto advice = "; choose another --out, or start anew with --force";
  if (record.command != task.command)
    throw UserError(fmt::format("{}: holds the result of `{}`; choose another --out",
                                paths.folder.string(), record.command));
  const Json there = read_versioned(paths.result()).value("settings", Json::object());
  if (there.value("checkpoint", Json()) != settings.at("checkpoint"))
    throw UserError(fmt::format("{}: is of another checkpoint: the run has been trained since{}",
                                paths.folder.string(), advice));
  const std::string differs = first_difference(there, settings);
  if (!differs.empty())
    throw UserError(fmt::format("{}: was made with other settings ({}); go on with those{}",
                                paths.folder.string(), differs,
                                ", choose another --out, or start anew with --force"));
  return record.status;
}

/// Throws UserError where symbolic links lead the run's own place for results out of it, and where
/// what is to be replaced is another command's result.
void need_own(const fs::path& folder, Existing existing, const TrainedRun& run,
              const TrainedTask& task) {
  const fs::path all = RunPaths{run.folder}.trained();
  if (folder.parent_path() == all)
    for (const fs::path& place : {all, folder})
      if (fs::is_symlink(fs::symlink_status(place))) make_inner_folder(place);  // throws
  if (existing != Existing::replace) return;
  const Json there = read_object(TrainedPaths{folder}.result());
  if (const Json command = there.value("command", Json(task.command)); command != task.command)
    throw UserError(fmt::format(
        "{}: holds the result of {}, which --force of {} does not replace; choose another --out",
        folder.string(), shown(command), task.command));
}

}  // namespace

fs::path standard_folder(const TrainedRun& run, const TrainedTask& task) {
  return RunPaths{run.folder}.trained() / (task.command + "-" + task.name);
}

ResultFolder::ResultFolder(const fs::path& folder, Existing existing, const TrainedRun& run,
                           const TrainedTask& task)
    : paths_{folder},
      begun_{.command = task.command,
             .title = task.title,
             .preset = run.head.preset,
             .method = run.head.method,
             .seed = run.head.seed,
             .iteration = run.iterations()},
      settings_(settings_of(run, task)) {
  need_own(folder, existing, run, task);
  if (existing == Existing::refuse) prepare_folder(folder, Holds::trained, existing);
  if (existing == Existing::resume && fs::exists(paths_.result()))
    status_there(paths_, task, settings_);
  make_folder(folder);
  lock_.emplace(folder);
  goes_on_ = prepare_folder(folder, Holds::trained, existing);
  if (goes_on_) {
    const std::string status = status_there(paths_, task, settings_);
    if (status == "finished" || status == "diverged") ended_ = status;
  }
  if (ended_.empty()) {
    write({});
    make_inner_folder(paths_.grids());
  } else {
    remove_whole(paths_.state());  // of one that was killed as it ended
  }
}

void ResultFolder::write(TrainedRecord record) const {
  lock_->need_same_folder();
  TrainedRecord whole = begun_;
  whole.status = record.status;
  whole.reason = record.reason;
  whole.pictures = std::move(record.pictures);
  whole.captions = std::move(record.captions);
  whole.notes = std::move(record.notes);
  Json json = to_json(whole);
  json["settings"] = settings_;
  write_versioned(paths_.result(), json);
}

}  // namespace coopbench

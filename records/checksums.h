#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "records/paths.h"

namespace coopbench {

/// True for a picture of the run while it trained, by its name in the run folder: nothing but
/// training makes it again.
bool is_training_picture(const std::string& name);

/// Writes checksums.json of a run that has ended: of each file that is the same on every machine,
/// and of the state.json that is to be written next. Those of its training pictures stay what they
/// were when they were made.
void write_checksums(const RunPaths& run, std::string_view state);

/// The same of a run that goes on: of its config and its training pictures alone.
void write_training_checksums(const RunPaths& run);

/// Takes out those of training pictures of later iterations than this.
void forget_training_checksums(const RunPaths& run, int64_t iteration);

/// What checksums.json says, by the names in the run folder; no files where it is missing or can't
/// be read.
struct Checksums {
  RunPaths run;
  Json files = Json::object();

  /// Whether they are those of a run that has ended; true without files.
  bool may_have_ended() const;
  /// Whether the run wrote these bytes to this file.
  bool has(const std::filesystem::path& file, std::string_view bytes) const;
};

/// Throws Failure for an error of the disk.
Checksums read_checksums(const RunPaths& run);

/// The files with a checksum, by their names in the run folder, that are missing or not what the
/// run wrote; checksums.json itself alone where there are none. Throws Failure for an error of the
/// disk, UserError for a file that the user may not read.
std::vector<std::string> damaged_files(const Checksums& checksums);

/// Throws Failure where config.json or the checkpoint is not what the run wrote, UserError for one
/// that the user may not read.
void need_whole_net(const RunPaths& run);

/// Throws UserError for a file that is there and that the user may not read: it may be whole.
void need_allowed(const std::filesystem::path& file);

}  // namespace coopbench

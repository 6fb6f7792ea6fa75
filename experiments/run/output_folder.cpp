#include "experiments/run/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/errors.h"
#include "core/fields.h"
#include "core/files.h"
#include "core/printable.h"
#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// What a folder holds. Throws UserError where it may not be read.
std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) entries.push_back(*at);
  if (error) throw UserError(folder.string() + ": can't be read: " + error.message());
  return entries;
}

/// True when there is nothing but what a killed write left behind.
bool has_nothing(const fs::path& folder) {
  const auto entries = entries_of(folder);
  return std::all_of(entries.begin(), entries.end(), [](const auto& entry) {
    const std::string name = entry.path().filename();
    return name.starts_with(".") && name.ends_with(".part");
  });
}

/// Whether a comparison left its preset, from which comparison.json is made again.
bool has_preset(const fs::path& folder) {
  const Json json = read_object(ComparisonPaths{folder}.preset());
  return json.contains("name") && json.contains("seeds") && json.contains("methods");
}

bool is_ours(const fs::path& folder, Holds holds) {
  if (holds == Holds::trained) {
    const Json json = read_object(TrainedPaths{folder}.result());
    return json.contains("schema_version") && json.contains("command");
  }
  const RunPaths paths{folder};
  const bool run = holds == Holds::run;
  const Json json = read_object(run ? paths.config() : ComparisonPaths{folder}.comparison());
  // A run that failed at once has no more than its state, and a config may be broken.
  if (run && json.empty()) return read_object(paths.state()).contains("schema_version");
  return json.contains("schema_version") && json.contains(run ? "method" : "methods") &&
         json.contains(run ? "seed" : "seeds");
}

void remove_run(const RunPaths& run) {
  for (const fs::path& path : all_paths(run)) remove_whole(path);
}

/// The runs of a method first, each in its order, so that what is left when it is interrupted can
/// be told.
void remove_method(const fs::path& folder) {
  if (fs::is_directory(fs::symlink_status(folder)))
    for (const auto& entry : entries_of(folder))
      if (fs::is_directory(entry.symlink_status())) remove_run({entry.path()});
  remove_whole(folder);
}

/// Removes what a comparison wrote. Throws UserError, before anything is removed, where its file
/// names a method that is no folder in it.
void remove_comparison(const ComparisonPaths& comparison) {
  const auto methods = read_record<ComparisonRecord>(comparison.comparison()).methods;
  for (size_t i = 0; i < methods.size(); ++i)
    need_folder_name(fmt::format("{}: methods[{}]", comparison.comparison().string(), i),
                     methods[i]);
  for (const std::string& method : methods) remove_method(comparison.folder / method);
  for (const fs::path& path : all_paths(comparison, methods)) remove_whole(path);
}

}  // namespace

Json read_object(const fs::path& file) {
  try {
    Json json = parse_json(read_text(file), file.string());
    return json.is_object() ? json : Json::object();
  } catch (const UserError&) {
    return Json::object();
  }
}

std::string first_difference(const Json& there, const Json& now, const std::string& path) {
  if (!there.is_object() || !now.is_object())
    return there == now ? ""
                        : fmt::format("{} is {} there and {} now", path, shown(there), shown(now));
  for (const auto& [key, value] : there.items()) {
    const std::string place = join_path(path, key);
    if (!now.contains(key)) return fmt::format("{} is there and not now", place);
    if (auto found = first_difference(value, now.at(key), place); !found.empty()) return found;
  }
  for (const auto& [key, value] : now.items())
    if (!there.contains(key))
      return fmt::format("{} is not there and is now", join_path(path, key));
  return "";
}

bool prepare_folder(const fs::path& folder, Holds holds, Existing existing) {
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw UserError(folder.string() + ": is a file, not a folder");
  if (!fs::exists(folder) || has_nothing(folder)) return false;
  const bool ours = is_ours(folder, holds);
  const bool told = holds == Holds::comparison && has_preset(folder);
  if (!ours && told && existing != Existing::resume)
    throw UserError(folder.string() +
                    ": has lost its comparison.json; go on with --resume, which "
                    "makes it again, or choose another --out");
  if (existing == Existing::refuse)
    throw UserError(folder.string() + ": is not empty; " +
                    (ours ? "go on with --resume, start anew with --force, or choose another --out"
                          : "choose another --out"));
  if (!ours && !told)
    throw UserError(folder.string() + ": is not empty and holds no " +
                    (holds == Holds::run       ? "run"
                     : holds == Holds::trained ? "result of a trained net"
                                               : "comparison") +
                    " of coopbench; choose another --out");
  if (existing == Existing::replace) {
    if (holds == Holds::run) remove_run({folder});
    if (holds == Holds::trained)
      for (const fs::path& path : all_paths(TrainedPaths{folder})) remove_whole(path);
    if (holds == Holds::comparison) remove_comparison({folder});
    return false;
  }
  need_known_schema(holds == Holds::run       ? RunPaths{folder}.versioned()
                    : holds == Holds::trained ? std::vector<fs::path>{TrainedPaths{folder}.result()}
                                              : std::vector{ComparisonPaths{folder}.comparison()});
  return true;
}

}  // namespace coopbench

#include "experiments/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/errors.h"
#include "core/fields.h"
#include "core/files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// True when there is nothing but what a killed write left behind.
bool has_nothing(const fs::path& folder) {
  return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [](const auto& entry) {
                       const std::string name = entry.path().filename();
                       return name.starts_with(".") && name.ends_with(".part");
                     });
}

bool is_ours(const fs::path& folder, Holds holds) {
  const bool run = holds == Holds::run;
  // A run that failed at once has no more than its state.
  if (run && !fs::exists(folder / "config.json"))
    return read_object(folder / "state.json").contains("schema_version");
  const Json json = read_object(folder / (run ? "config.json" : "comparison.json"));
  return json.contains("schema_version") && json.contains(run ? "method" : "methods") &&
         json.contains(run ? "seed" : "seeds");
}

/// The names that a run or comparison writes in its folder.
std::vector<std::string> written_names(const fs::path& folder, Holds holds) {
  std::vector<std::string> names{"report.html", "report", "plots"};
  if (holds == Holds::run) {
    names.insert(names.end(), {"config.json", "machine.json", "state.json", "metrics.json",
                               "train.csv", "time.csv", "validation.csv", "checkpoint.npz", "grids",
                               "samples", "density", "profile.txt", "trace.json"});
    return names;
  }
  for (const Json& method : read_object(folder / "comparison.json").at("methods"))
    if (method.is_string()) names.push_back(method.get<std::string>());
  names.insert(names.end(), {"preset.json", "comparison.json"});
  return names;
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
                        : fmt::format("{} is {} there and {} now", path, there.dump(), now.dump());
  for (const auto& [key, value] : there.items())
    if (const auto found =
            first_difference(value, now.contains(key) ? now.at(key) : Json(), join_path(path, key));
        !found.empty())
      return found;
  for (const auto& [key, value] : now.items())
    if (!there.contains(key)) return fmt::format("{} is not set there", join_path(path, key));
  return "";
}

void prepare_folder(const fs::path& folder, Holds holds, Existing existing) {
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw UserError(folder.string() + ": is a file, not a folder");
  if (!fs::exists(folder) || has_nothing(folder)) return;
  const bool ours = is_ours(folder, holds);
  if (existing == Existing::refuse)
    throw UserError(folder.string() + ": is not empty; " +
                    (ours ? "go on with --resume, start anew with --force, or choose another --out"
                          : "choose another --out"));
  if (!ours)
    throw UserError(folder.string() + ": is not empty and holds no " +
                    (holds == Holds::run ? "run" : "comparison") +
                    " of coopbench; choose another --out");
  if (existing == Existing::replace)
    for (const auto& name : written_names(folder, holds)) fs::remove_all(folder / name);
}

}  // namespace coopbench

#include "experiments/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/errors.h"
#include "core/fields.h"
#include "core/files.h"
#include "records/paths.h"
#include "records/schema.h"

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
  const RunPaths paths{folder};
  const bool run = holds == Holds::run;
  // A run that failed at once has no more than its state.
  if (run && !fs::exists(paths.config()))
    return read_object(paths.state()).contains("schema_version");
  const Json json = read_object(run ? paths.config() : ComparisonPaths{folder}.comparison());
  return json.contains("schema_version") && json.contains(run ? "method" : "methods") &&
         json.contains(run ? "seed" : "seeds");
}

std::vector<std::string> methods_of(const ComparisonPaths& comparison) {
  std::vector<std::string> methods;
  for (const Json& method : read_object(comparison.comparison()).at("methods"))
    if (method.is_string()) methods.push_back(method.get<std::string>());
  return methods;
}

/// What a run or comparison writes in its folder.
std::vector<fs::path> written(const fs::path& folder, Holds holds) {
  const ComparisonPaths comparison{folder};
  return holds == Holds::run ? all_paths(RunPaths{folder})
                             : all_paths(comparison, methods_of(comparison));
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
    for (const fs::path& path : written(folder, holds)) fs::remove_all(path);
  if (existing == Existing::resume)
    need_known_schema(holds == Holds::run
                          ? RunPaths{folder}.versioned()
                          : std::vector<fs::path>{ComparisonPaths{folder}.comparison()});
}

}  // namespace coopbench

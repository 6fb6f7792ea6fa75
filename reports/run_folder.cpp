#include "reports/run_folder.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The value at a key; `otherwise` where the key is missing or holds another type.
template <typename T>
T value_or(const Json& object, const char* key, T otherwise) {
  if (!object.is_object() || !object.contains(key)) return otherwise;
  try {
    return object[key].get<T>();
  } catch (const Json::exception&) {
    return otherwise;
  }
}

/// JSON knows no NaN: null stands for it.
double number(const Json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

double number_at(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? number(object[key]) : number(Json());
}

std::vector<double> numbers(const Json& object, const char* key) {
  std::vector<double> values;
  if (object.is_object() && object.contains(key) && object[key].is_array())
    for (const Json& value : object[key]) values.push_back(number(value));
  return values;
}

Json read_json(const fs::path& file, std::vector<std::string>& remarks) {
  if (!fs::exists(file)) return {};
  try {
    return parse_json(read_text(file), file.string());
  } catch (const std::exception& e) {
    remarks.push_back(fmt::format("{} can't be read: {}", file.filename().string(), e.what()));
    return {};
  }
}

Columns read_columns(const fs::path& file) {
  return fs::exists(file) ? parse_columns(read_text(file)) : Columns{};
}

std::map<std::string, Estimate> read_estimates(const Json& metrics, const char* key) {
  std::map<std::string, Estimate> estimates;
  if (metrics.contains(key) && metrics[key].is_object())
    for (const auto& [name, e] : metrics[key].items())
      estimates[name] = {number_at(e, "estimate"), number_at(e, "low"), number_at(e, "high")};
  return estimates;
}

std::optional<SavedMetrics> read_metrics(const Json& file) {
  if (!file.is_object()) return {};
  SavedMetrics metrics{.part = value_or<std::string>(file, "part", "test"),
                       .batch_norm = value_or<std::string>(file, "batch_norm", ""),
                       .samples = value_or<int64_t>(file, "samples", 0),
                       .real = value_or<int64_t>(file, "real", 0),
                       .width = number_at(file, "width"),
                       .mmd2 = read_estimates(file, "mmd2"),
                       .baselines = read_estimates(file, "baselines"),
                       .stability = {},
                       .file = file};
  if (const auto s = file.find("stability"); s != file.end() && s->is_object())
    metrics.stability = SavedStability{.verdict = value_or<std::string>(*s, "verdict", "unknown"),
                                       .b = number_at(*s, "b"),
                                       .tau = number_at(*s, "tau"),
                                       .window = value_or<int64_t>(*s, "window", 0),
                                       .acf_d = numbers(*s, "acf_d"),
                                       .acf_r = numbers(*s, "acf_r"),
                                       .cross = numbers(*s, "cross")};
  return metrics;
}

SavedRun read_run(const fs::path& folder, const std::string& method, int64_t seed) {
  SavedRun run;
  run.folder = folder;
  run.method = method;
  run.seed = seed;
  if (!fs::is_directory(folder)) return run;
  const Json state = read_json(folder / "state.json", run.remarks);
  run.status = value_or<std::string>(state, "status", "unknown");
  run.iteration = value_or<int64_t>(state, "iteration", 0);
  run.iterations = value_or<int64_t>(state, "iterations", 0);
  run.reason = value_or<std::string>(state, "reason", "");
  run.config = read_json(folder / "config.json", run.remarks);
  run.machine = read_json(folder / "machine.json", run.remarks);
  run.train = read_columns(folder / "train.csv");
  run.time = read_columns(folder / "time.csv");
  run.validation = read_columns(folder / "validation.csv");
  run.metrics = read_metrics(read_json(folder / "metrics.json", run.remarks));
  return run;
}

SavedPreset read_preset(const Json& file) {
  const Json preset = value_or<Json>(file, "preset", Json::object());
  return {.name = value_or<std::string>(preset, "name", ""),
          .title = value_or<std::string>(preset, "title", ""),
          .description = value_or<std::string>(preset, "description", ""),
          .source = value_or<std::string>(preset, "source", ""),
          .version = value_or<int64_t>(preset, "version", 0),
          .notes = value_or<std::vector<std::string>>(preset, "notes", {})};
}

SavedComparison read_comparison(const fs::path& folder) {
  std::vector<std::string> remarks;
  const Json file = read_json(folder / "comparison.json", remarks);
  if (!remarks.empty()) throw UserError(fmt::format("{}: {}", folder.string(), remarks.front()));
  SavedComparison c{.folder = folder,
                    .preset = read_preset(file),
                    .controlled = value_or(file, "controlled", true),
                    .methods = value_or<std::vector<std::string>>(file, "methods", {}),
                    .seeds = value_or<std::vector<int64_t>>(file, "seeds", {}),
                    .runs = {}};
  if (c.methods.empty() || c.seeds.empty())
    throw UserError(
        fmt::format("{}: comparison.json names no methods or no seeds", folder.string()));
  for (const std::string& method : c.methods)
    for (const int64_t seed : c.seeds)
      c.runs.push_back(read_run(folder / method / fmt::format("seed-{}", seed), method, seed));
  return c;
}

SavedComparison read_single(const fs::path& folder) {
  SavedRun run = read_run(folder, "", 0);
  const fs::path whole = fs::absolute(folder / "").parent_path();
  run.method = value_or<std::string>(run.config, "method", whole.parent_path().filename().string());
  run.seed = value_or<int64_t>(run.config, "seed", 0);
  const std::string preset = value_or<std::string>(run.config, "preset", "");
  return {.folder = folder,
          .preset = {.name = preset,
                     .title = fmt::format("{}, {}, seed {}", preset, run.method, run.seed),
                     .description = {},
                     .source = {},
                     .version = 0,
                     .notes = {}},
          .controlled = true,
          .methods = {run.method},
          .seeds = {run.seed},
          .runs = {run}};
}

}  // namespace

std::vector<const SavedRun*> SavedComparison::of(const std::string& method) const {
  std::vector<const SavedRun*> found;
  for (const SavedRun& run : runs)
    if (run.method == method) found.push_back(&run);
  return found;
}

SavedComparison read_folder(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw UserError(fmt::format("{}: there is no such folder", folder.string()));
  if (fs::exists(folder / "comparison.json")) return read_comparison(folder);
  if (fs::exists(folder / "config.json")) return read_single(folder);
  throw UserError(
      fmt::format("{}: neither a comparison (comparison.json is missing) nor a run (config.json is "
                  "missing); give a folder that `compare` or `run` wrote",
                  folder.string()));
}

}  // namespace coopbench

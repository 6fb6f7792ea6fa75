#include "reports/run_folder.h"

#include <fmt/format.h>

#include <limits>

#include "core/errors.h"
#include "core/files.h"
#include "records/paths.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// What `read` makes of a file; nothing where it is missing, nor where it can't be read, which
/// becomes a remark. A file of another schema is refused.
template <class Read>
auto or_remark(const fs::path& file, std::vector<std::string>& remarks, Read read)
    -> std::optional<decltype(read(file))> {
  if (!fs::exists(file)) return {};
  try {
    return read(file);
  } catch (const SchemaError&) {
    throw;
  } catch (const std::exception& e) {
    remarks.push_back(fmt::format("{} can't be read: {}", file.filename().string(), e.what()));
    return {};
  }
}

Columns read_columns(const fs::path& file) {
  return fs::exists(file) ? parse_columns(read_text(file)) : Columns{};
}

Json read_plain(const fs::path& file) { return parse_json(read_text(file), file.string()); }

RunHead head_of(const Json& config, const RunHead& otherwise) {
  return config.is_object()
             ? parse_config<RunHead>(config, [](const std::string& key) { return key; })
             : otherwise;
}

SavedRun read_run(const fs::path& folder, const std::string& method, int64_t seed) {
  SavedRun run;
  run.folder = folder;
  run.method = method;
  run.seed = seed;
  if (!fs::is_directory(folder)) return run;
  const RunPaths paths{folder};
  auto& remarks = run.remarks;
  run.status = "unknown";
  if (const auto state = or_remark(paths.state(), remarks, read_record<RunState>)) {
    run.status = state->status;
    run.iteration = state->iteration;
    run.iterations = state->iterations;
    run.reason = state->reason;
  }
  run.config = or_remark(paths.config(), remarks, read_versioned).value_or(Json());
  run.machine = or_remark(paths.machine(), remarks, read_plain).value_or(Json());
  run.train = read_columns(paths.train());
  run.time = read_columns(paths.time());
  run.validation = read_columns(paths.validation());
  run.metrics = or_remark(paths.metrics(), remarks, read_metrics);
  return run;
}

SavedComparison read_comparison(const ComparisonPaths& paths) {
  const auto file = read_record<ComparisonRecord>(paths.comparison());
  if (file.methods.empty() || file.seeds.empty())
    throw UserError(fmt::format("{}: names no methods or no seeds", paths.comparison().string()));
  SavedComparison c{.folder = paths.folder,
                    .preset = file.preset,
                    .controlled = file.controlled,
                    .methods = file.methods,
                    .seeds = file.seeds,
                    .runs = {}};
  for (const std::string& method : c.methods)
    for (const int64_t seed : c.seeds)
      c.runs.push_back(read_run(paths.run(method, seed), method, seed));
  return c;
}

SavedComparison read_single(const fs::path& folder) {
  SavedRun run = read_run(folder, "", 0);
  const fs::path whole = fs::absolute(folder / "").parent_path();
  const RunHead head = head_of(
      run.config, {.preset = "", .method = whole.parent_path().filename().string(), .seed = 0});
  run.method = head.method;
  run.seed = head.seed;
  PresetRecord preset{.name = head.preset,
                      .title = fmt::format("{}, {}, seed {}", head.preset, run.method, run.seed),
                      .description = {},
                      .source = {},
                      .notes = {}};
  return {.folder = folder,
          .preset = std::move(preset),
          .controlled = true,
          .methods = {run.method},
          .seeds = {run.seed},
          .runs = {run}};
}

}  // namespace

const MetricRow* SavedRun::row(std::string_view key) const {
  return metrics ? metrics->row(key) : nullptr;
}

double SavedRun::number(std::string_view key) const {
  const MetricRow* found = row(key);
  return found && found->estimate ? *found->estimate : std::numeric_limits<double>::quiet_NaN();
}

std::vector<const SavedRun*> SavedComparison::of(const std::string& method) const {
  std::vector<const SavedRun*> found;
  for (const SavedRun& run : runs)
    if (run.method == method) found.push_back(&run);
  return found;
}

SavedComparison read_folder(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw UserError(fmt::format("{}: there is no such folder", folder.string()));
  const ComparisonPaths comparison{folder};
  if (fs::exists(comparison.comparison())) return read_comparison(comparison);
  if (fs::exists(RunPaths{folder}.config())) return read_single(folder);
  throw UserError(
      fmt::format("{}: neither a comparison (comparison.json is missing) nor a run (config.json is "
                  "missing); give a folder that `compare` or `run` wrote",
                  folder.string()));
}

}  // namespace coopbench

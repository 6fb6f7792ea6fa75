#include "reports/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "core/errors.h"
#include "core/files.h"
#include "core/printable.h"
#include "records/checksums.h"
#include "records/paths.h"
#include "records/read_log.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestPreset = size_t{1} << 20;

/// A remark on a file, at most a few lines of it.
std::string remark(const fs::path& file, const std::string& what) {
  return fmt::format("{} {}", file.filename().string(), printable(what, 300));
}

/// What `read` makes of a file within `root`; nothing where it is missing, nor where it can't be
/// read, which becomes a remark. A file of another schema is refused.
template <class Read>
auto or_remark(const fs::path& root, const fs::path& file, std::vector<std::string>& remarks,
               Read read) -> std::optional<decltype(read(file))> {
  if (!is_there(file)) return {};
  try {
    need_inside(root, file);
    return read(file);
  } catch (const SchemaError&) {
    throw;
  } catch (const std::exception& e) {
    remarks.push_back(remark(file, fmt::format("can't be read: {}", e.what())));
    return {};
  }
}

template <class Row>
Columns log_or_remark(const fs::path& root, const fs::path& file,
                      std::vector<std::string>& remarks) {
  Columns columns = or_remark(root, file, remarks, read_log<Row>).value_or(Columns{});
  if (columns.odd_line > 0)
    remarks.push_back(
        remark(file, fmt::format("is damaged: a field of line {} is no number", columns.odd_line)));
  return columns;
}

Json read_plain(const fs::path& file) { return parse_json(read_text(file), file.string()); }

/// Preset, method and seed of a run, from its config.
RunHead read_head(const fs::path& file) {
  const auto head = read_record<RunHead>(file);
  need_folder_name("method", head.method);
  return head;
}

/// Remarks on what a run that has ended wrote and what is not so any more, where it left checksums.
void add_damage(const RunPaths& run, std::vector<std::string>& remarks) {
  if (!is_there(run.checksums())) return;
  const Checksums checksums = read_checksums(run);
  if (!checksums.may_have_ended()) {
    remarks.emplace_back(
        "state.json says that the run has ended, and checksums.json that it has not; "
        "--resume goes on with it");
    return;
  }
  try {
    const std::vector<std::string> damaged = damaged_files(checksums);
    if (!damaged.empty())
      remarks.push_back(fmt::format(
          "missing, or not what the run wrote: {}; --resume makes them again, or says why not",
          listed(damaged, 5)));
  } catch (const std::exception& e) {
    remarks.push_back(fmt::format("what the run wrote can't be read: {}", e.what()));
  }
}

SavedRun read_run(const fs::path& root, const fs::path& folder, const std::string& method,
                  int64_t seed) {
  SavedRun run;
  run.root = root;
  run.folder = folder;
  run.method = method;
  run.seed = seed;
  if (!is_there(folder)) return run;
  run.status = "unknown";
  auto& remarks = run.remarks;
  const auto here = or_remark(root, folder, remarks, [](const fs::path& path) {
    if (!fs::is_directory(path)) throw UserError("it is no folder");
    return true;
  });
  if (!here) return run;
  const RunPaths paths{folder};
  if (const auto state = or_remark(root, paths.state(), remarks, read_record<RunState>)) {
    run.status = state->status;
    run.iteration = state->iteration;
    run.iterations = state->iterations;
    run.reason = state->reason;
  }
  run.config = or_remark(root, paths.config(), remarks, read_versioned).value_or(Json());
  run.machine = or_remark(root, paths.machine(), remarks, read_plain).value_or(Json());
  if (is_there(paths.data()))
    run.data = or_remark(root, paths.data(), remarks, read_plain).value_or(Json());
  run.train = log_or_remark<TrainRow>(root, paths.train(), remarks);
  run.time = log_or_remark<TimeRow>(root, paths.time(), remarks);
  run.validation = log_or_remark<ValidationRow>(root, paths.validation(), remarks);
  if (is_there(paths.rewinds()))
    run.rewinds = log_or_remark<RewindRow>(root, paths.rewinds(), remarks);
  run.metrics = or_remark(root, paths.metrics(), remarks, read_metrics);
  if (run.finished()) add_damage(paths, remarks);
  return run;
}

/// Throws UserError for methods and seeds that no comparison has.
void need_names(const ComparisonRecord& record, const std::string& file) {
  constexpr size_t most = 10000;
  if (record.methods.empty() || record.seeds.empty())
    throw UserError(fmt::format("{}: names no methods or no seeds", file));
  if (record.methods.size() * record.seeds.size() > most)
    throw UserError(fmt::format("{}: names more than {} runs", file, most));
  const std::set<std::string> methods(record.methods.begin(), record.methods.end());
  const std::set<int64_t> seeds(record.seeds.begin(), record.seeds.end());
  if (methods.size() < record.methods.size() || seeds.size() < record.seeds.size())
    throw UserError(fmt::format("{}: names a method or a seed twice", file));
  for (size_t i = 0; i < record.methods.size(); ++i)
    need_folder_name(fmt::format("{}: methods[{}]", file, i), record.methods[i]);
}

/// Without what differs from seed to seed.
Json shared_settings(const SavedRun& run) {
  Json config = run.config;
  for (const char* key : {"seed", "preset"})
    if (config.is_object()) config.erase(key);
  return config;
}

/// A run of another method, seed or setting than its place says is nobody's: a remark, and no
/// results.
void need_its_place(std::vector<SavedRun>& runs) {
  std::map<std::string, const SavedRun*> firsts;
  for (SavedRun& run : runs) {
    if (!run.config.is_object()) continue;
    std::string wrong;
    if (run.config.value("method", Json(run.method)) != run.method ||
        run.config.value("seed", Json(run.seed)) != run.seed)
      wrong = fmt::format("it is of method {}, seed {}", run.config.value("method", Json()).dump(),
                          run.config.value("seed", Json()).dump());
    const SavedRun* first = firsts.try_emplace(run.method, &run).first->second;
    if (wrong.empty() && shared_settings(*first) != shared_settings(run))
      wrong = fmt::format("its settings are not those of seed {}", first->seed);
    if (wrong.empty()) continue;
    run.remarks.push_back(remark(RunPaths{run.folder}.config(), "shows that " + wrong));
    run.status = "unknown";
    run.metrics.reset();
  }
}

/// Takes what the preset of a comparison claims, and what is not as it was; nothing where it can't
/// be read.
void take_preset(SavedComparison& c) {
  const auto file = ComparisonPaths{c.folder}.preset();
  if (!is_there(file)) return;
  need_inside(c.folder, file);
  try {
    const Json preset = parse_json(read_text(file, kLongestPreset), file.string());
    c.behaviours = behaviours_of(preset);
    for (const Json& setting : preset.value("changed", Json::array()))
      if (setting.is_string()) c.changed.push_back(setting);
  } catch (const UserError&) {
  } catch (const Json::exception&) {
  }
}

SavedComparison read_runs(const fs::path& folder, const ComparisonRecord& file) {
  SavedComparison c{.folder = folder,
                    .preset = file.preset,
                    .controlled = file.controlled,
                    .methods = file.methods,
                    .seeds = file.seeds,
                    .runs = {},
                    .behaviours = {},
                    .changed = {}};
  take_preset(c);
  for (const std::string& method : c.methods)
    for (const int64_t seed : c.seeds)
      c.runs.push_back(read_run(folder, ComparisonPaths{folder}.run(method, seed), method, seed));
  need_its_place(c.runs);
  return c;
}

SavedComparison read_single(const fs::path& folder) {
  SavedRun run = read_run(folder, folder, "", 0);
  const fs::path whole = fs::absolute(folder / "").parent_path();
  RunHead head{.preset = "", .method = whole.parent_path().filename().string(), .seed = 0};
  if (run.config.is_object())
    head = or_remark(folder, RunPaths{folder}.config(), run.remarks, read_head).value_or(head);
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
          .runs = {run},
          .behaviours = {},
          .changed = {}};
}

}  // namespace

const MetricRow* SavedRun::row(std::string_view key) const {
  return metrics ? metrics->row(key) : nullptr;
}

double SavedRun::number(std::string_view key) const {
  const MetricRow* found = row(key);
  return found && found->estimate ? *found->estimate : std::numeric_limits<double>::quiet_NaN();
}

double SavedRun::spent(const std::string& column) const {
  return std::fmax(train.last(column), rewinds.last(column));
}

std::vector<const SavedRun*> SavedComparison::of(const std::string& method) const {
  std::vector<const SavedRun*> found;
  for (const SavedRun& run : runs)
    if (run.method == method) found.push_back(&run);
  return found;
}

bool is_there(const fs::path& path) {
  std::error_code none;
  return fs::symlink_status(path, none).type() != fs::file_type::not_found;
}

void need_inside(const fs::path& folder, const fs::path& path) {
  need_allowed(path);
  if (!stays_inside(folder, path))
    throw UserError(fmt::format("{}: leads out of {} by a symbolic link, or can't be reached",
                                path.string(), folder.string()));
}

std::vector<double> cpu_seconds_at(const SavedRun& run, const std::vector<double>& iterations) {
  const auto& done = run.time.at("iteration");  // counted from 0
  const auto& seconds = run.time.at("cpu_seconds");
  std::vector<double> out;
  for (const double iteration : iterations) {
    const auto after = std::lower_bound(done.begin(), done.end(), iteration);
    out.push_back(after == done.begin()
                      ? (done.empty() ? std::numeric_limits<double>::quiet_NaN() : 0.0)
                      : seconds[size_t(after - done.begin()) - 1]);
  }
  return out;
}

std::optional<ComparisonRecord> read_comparison_record(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw UserError(fmt::format("{}: {}", folder.string(),
                                is_there(folder) && !error ? "is a file, not a folder"
                                : error && error != std::errc::no_such_file_or_directory
                                    ? error.message()
                                    : "there is no such folder"));
  const fs::path file = ComparisonPaths{folder}.comparison();
  if (is_there(file)) {
    need_inside(folder, file);
    auto record = read_record<ComparisonRecord>(file);
    need_names(record, file.string());
    return record;
  }
  if (is_there(RunPaths{folder}.config())) return {};
  throw UserError(
      fmt::format("{}: neither a comparison (comparison.json is missing) nor a run (config.json is "
                  "missing); give a folder that `compare` or `run` wrote; "
                  "where one has lost that file, --resume makes it again",
                  folder.string()));
}

SavedComparison read_folder(const fs::path& folder) {
  const auto record = read_comparison_record(folder);
  return record ? read_runs(folder, *record) : read_single(folder);
}

}  // namespace coopbench

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "records/behaviour.h"
#include "records/columns.h"
#include "records/metrics.h"
#include "records/run_files.h"

namespace coopbench {

/// One run; whatever the folder lacks is empty.
struct SavedRun {
  std::filesystem::path root, folder;  // nothing is read outside of `root`
  std::string method;
  int64_t seed = 0;
  /// "running", "interrupted", "finished", "diverged", "failed"; "not started" without a folder,
  /// "unknown" without a readable state.json.
  std::string status = "not started";
  int64_t iteration = 0, iterations = 0;
  std::string reason;
  Json config, machine, data;  // null where missing
  Columns train, time, validation, rewinds;
  std::optional<MetricsRecord> metrics;
  std::vector<std::string> remarks;  // files that can't be read or are damaged, and how

  bool finished() const { return status == "finished"; }
  bool diverged() const { return status == "diverged"; }

  /// A row of its metrics by its key; null where there is none.
  const MetricRow* row(std::string_view key) const;
  /// The estimate of that row; NaN where there is none.
  double number(std::string_view key) const;
  /// The last count of a column such as `gradient_evaluations`, that of a lost stretch in which a
  /// run ended too; NaN where there is none.
  double spent(const std::string& column) const;
};

/// The CPU seconds of training after so many iterations; NaN where the run has no log of them.
std::vector<double> cpu_seconds_at(const SavedRun& run, const std::vector<double>& iterations);

/// Runs of several methods and seeds; a single run is read as a comparison of one.
struct SavedComparison {
  std::filesystem::path folder;
  PresetRecord preset;
  bool controlled = true;
  std::vector<std::string> methods;
  std::vector<int64_t> seeds;
  std::vector<SavedRun> runs;         // methods in order, and each method's seeds in order
  std::vector<Behaviour> behaviours;  // what its preset claims; none where that can't be read
  std::vector<std::string> changed;   // settings that are not as its preset has them, path=value

  std::vector<const SavedRun*> of(const std::string& method) const;
};

/// Reads a comparison or a single run, finished or not; nothing outside of the folder is read,
/// wherever symbolic links in it lead.
/// Throws UserError if the folder is neither, saying what is missing, or names methods that can't
/// be folders in it, and SchemaError if a file in it is of another schema.
SavedComparison read_folder(const std::filesystem::path& folder);

/// What comparison.json of a folder says; nothing for that of a single run. Throws as
/// `read_folder`.
std::optional<ComparisonRecord> read_comparison_record(const std::filesystem::path& folder);

/// Whether there is anything of that name, be it a link that leads nowhere.
bool is_there(const std::filesystem::path& path);

/// Throws UserError when symbolic links lead `path` out of the folder, or it can't be reached.
void need_inside(const std::filesystem::path& folder, const std::filesystem::path& path);

}  // namespace coopbench

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/columns.h"
#include "core/json.h"
#include "metrics/estimate.h"

namespace coopbench {

/// Energy-difference stability of one run.
struct SavedStability {
  std::string verdict;
  double b = 0, tau = 0;                    // mean(d) / rms(d); bound of a correlation
  int64_t window = 0;                       // iterations looked at, the last ones
  std::vector<double> acf_d, acf_r, cross;  // lags 1..15, 1..15, -15..15 (negative: d leads r)
};

/// What metrics.json holds; `mmd2` is empty for a run that diverged.
struct SavedMetrics {
  std::string part, batch_norm;
  int64_t samples = 0, real = 0;
  double width = 0;
  std::map<std::string, Estimate> mmd2;       // "start", "end", "noise_end"
  std::map<std::string, Estimate> baselines;  // "train", "uniform_noise", "mean_image"
  std::optional<SavedStability> stability;
  Json file;  // as written, for what has no member here
};

/// One run; whatever the folder lacks is empty.
struct SavedRun {
  std::filesystem::path folder;
  std::string method;
  int64_t seed = 0;
  /// "running", "interrupted", "finished", "diverged", "failed"; "not started" without a folder,
  /// "unknown" without a readable state.json.
  std::string status = "not started";
  int64_t iteration = 0, iterations = 0;
  std::string reason;
  Json config, machine;  // null where missing
  Columns train, time, validation;
  std::optional<SavedMetrics> metrics;
  std::vector<std::string> remarks;  // files that can't be read, and why

  bool finished() const { return status == "finished"; }
  bool diverged() const { return status == "diverged"; }
};

struct SavedPreset {
  std::string name, title, description, source;
  int64_t version = 0;
  std::vector<std::string> notes;
};

/// Runs of several methods and seeds; a single run is read as a comparison of one.
struct SavedComparison {
  std::filesystem::path folder;
  SavedPreset preset;
  bool controlled = true;
  std::vector<std::string> methods;
  std::vector<int64_t> seeds;
  std::vector<SavedRun> runs;  // methods in order, and each method's seeds in order

  std::vector<const SavedRun*> of(const std::string& method) const;
};

/// Reads a comparison or a single run, finished or not.
/// Throws UserError if the folder is neither, saying what is missing.
SavedComparison read_folder(const std::filesystem::path& folder);

}  // namespace coopbench

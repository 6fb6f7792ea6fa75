#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"

namespace coopbench {

/// Which values of a row are the better ones.
enum class Direction { lower, higher, neither };

/// One number that is reported of a run, with what a reader must know to print it.
struct MetricRow {
  std::string key;    ///< stable dotted name that no other row has, such as "chains.travel.reach"
  std::string group;  ///< rows of one group stand together, such as the feature space
  std::string name, unit = "";
  Direction better = Direction::neither;
  bool share = false;                         ///< its values are from 0 to 1
  std::optional<double> estimate = {};        ///< nothing where it can't be had
  std::optional<double> low = {}, high = {};  ///< its 95 % interval
  std::optional<double> floor = {};           ///< what training data get in place of samples
  std::optional<double> p_value = {};
  std::string word = "";          ///< in place of a number, such as a verdict
  std::string note = "";          ///< why there is no estimate, or what to know of it
  Json details = Json::object();  ///< more that was found, by name; kept, not printed
  std::string table = "";         ///< title of its table; empty: found by key, in the result table
};

/// metrics.json: all that is reported of a run.
struct MetricsRecord {
  std::string part;        ///< of the data that was measured on
  std::string batch_norm;  ///< whose statistics made the starts: "batch", "running" or "none"
  int64_t samples = 0, real = 0;     ///< 0 for a run that diverged
  std::optional<double> width = {};  ///< of the kernel of MMD^2
  std::vector<MetricRow> rows;
  std::vector<std::pair<std::string, std::vector<std::string>>> notes;  ///< below each table
  std::vector<std::pair<std::string, std::vector<double>>> series;      ///< by key

  /// Null where there is none.
  const MetricRow* row(std::string_view key) const;
  /// Empty where there is none.
  const std::vector<double>& values(std::string_view key) const;
};

/// Throws as `read_versioned`, and UserError for rows that are none.
MetricsRecord read_metrics(const std::filesystem::path& file);

/// Numbers that are not finite become null.
void write_metrics(const std::filesystem::path& file, const MetricsRecord& metrics);

}  // namespace coopbench

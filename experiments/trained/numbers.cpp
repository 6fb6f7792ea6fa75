#include "experiments/trained/numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/seeds.h"

namespace coopbench {

MetricRow mean_row(const std::string& key, const std::string& name,
                   const std::vector<double>& values, Direction better) {
  const Summary mean = over_seeds(values);
  MetricRow row{.key = key, .group = "mean", .name = name, .better = better, .estimate = mean.mean};
  if (mean.n > 1) {
    row.low = mean.low;
    row.high = mean.high;
  }
  return row;
}

MetricRow share_row(const std::string& key, const std::string& name,
                    const std::vector<double>& values) {
  MetricRow row = mean_row(key, name, values);
  row.share = true;
  if (row.low) row.low = std::max(*row.low, 0.0);
  if (row.high) row.high = std::min(*row.high, 1.0);
  return row;
}

void write_numbers(const ResultFolder& folder, const std::string& part, int64_t samples,
                   std::vector<MetricRow> rows) {
  folder.need_same();
  write_metrics(folder.paths().metrics(), {.part = part,
                                           .batch_norm = "none",
                                           .samples = samples,
                                           .real = samples,
                                           .rows = std::move(rows),
                                           .notes = {},
                                           .series = {}});
}

std::string numbers_text(const TrainedPaths& paths) {
  std::string text;
  for (const MetricRow& row : read_metrics(paths.metrics()).rows) {
    text += fmt::format("{:<44} ", row.name);
    text += row.estimate ? fmt::format("{:.6g}", *row.estimate) : "-";
    if (row.low && row.high) text += fmt::format("  [{:.6g}, {:.6g}]", *row.low, *row.high);
    if (!row.note.empty()) text += "  (" + row.note + ")";
    text += "\n";
  }
  return text;
}

}  // namespace coopbench

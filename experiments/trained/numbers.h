#pragma once

#include "experiments/trained/result_folder.h"
#include "records/metrics.h"

namespace coopbench {

/// A row of metrics.json: the mean of `values`, and from two on its 95 % interval (Student's t).
MetricRow mean_row(const std::string& key, const std::string& name,
                   const std::vector<double>& values, Direction better = Direction::neither);

/// The same of shares: the interval ends where a share does.
MetricRow share_row(const std::string& key, const std::string& name,
                    const std::vector<double>& values);

/// Writes metrics.json of a result: its rows, of `samples` images or pairs.
void write_numbers(const ResultFolder& folder, const std::string& part, int64_t samples,
                   std::vector<MetricRow> rows);

/// The rows of metrics.json as lines for a terminal.
std::string numbers_text(const TrainedPaths& paths);

}  // namespace coopbench

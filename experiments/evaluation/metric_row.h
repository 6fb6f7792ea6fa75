#pragma once

#include "records/metrics.h"

namespace coopbench {

/// Which values of a metric, a choice from `metrics()`, are better.
Direction direction(const Json& metric);
/// Are they all from 0 to 1?
bool is_share(const Json& metric);

/// Puts estimate, interval, p-value and details of what `measure` found into a row.
void fill(MetricRow& row, const Json& found);

}  // namespace coopbench

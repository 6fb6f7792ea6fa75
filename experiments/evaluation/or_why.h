#pragma once

#include <functional>

#include "records/metrics.h"

namespace coopbench {

/// The row as `fill` leaves it, or as it was with a note that says why `fill` threw: one number
/// that can't be had must not lose the others of a run. What it throws where memory ran out goes
/// on: a later try may have more.
MetricRow or_why(const MetricRow& row, const std::function<void(MetricRow&)>& fill);

}  // namespace coopbench

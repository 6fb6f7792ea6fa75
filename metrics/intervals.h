#pragma once

#include "metrics/estimate.h"

namespace coopbench {

/// Half width of a normal interval of this level, 0 < level < 1, in standard errors: 1.96 at 0.95.
/// Throws std::invalid_argument for another level.
double normal_quantile(double level = 0.95);

/// Interval of a chance of which `successes` of `trials` came true, 0 <= successes <= trials,
/// trials >= 1; successes may end in a half. Clopper and Pearson 1934.
Interval binomial_interval(double successes, double trials, double level = 0.95);

}  // namespace coopbench

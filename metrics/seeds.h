#pragma once

#include <cstdint>
#include <vector>

namespace coopbench {

/// Mean of a metric over n seeds and its 95 % interval, in the metric's own units.
struct Summary {
  double mean, low, high;
  int64_t n;
};

/// Mean and Student's t interval (n - 1 degrees of freedom) of `values`, one a seed.
/// Needs at least 1 value; with 1 the interval is -infinity to infinity, for one seed says nothing
/// of the spread. Throws std::invalid_argument on no value or one that is not finite: a diverged
/// seed is to be counted and shown, not averaged.
Summary over_seeds(const std::vector<double>& values);

}  // namespace coopbench

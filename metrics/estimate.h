#pragma once

namespace coopbench {

/// An interval around an estimate, in the metric's own units.
struct Interval {
  double low, high;
  double level = 0.95;
};

/// An estimate and its 95 % interval, low <= estimate <= high, in the metric's own units.
struct Estimate {
  double estimate, low, high;
};

}  // namespace coopbench

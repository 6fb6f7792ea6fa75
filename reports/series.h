#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace coopbench {

/// The largest number that is drawn: gnuplot takes much larger ones for none, and the length of an
/// axis that has them overflows.
inline constexpr double kMostDrawn = 1e100;
inline bool can_be_drawn(double value) { return std::abs(value) <= kMostDrawn; }

/// A curve, x ascending.
struct Series {
  std::vector<double> x, y;
};

/// At most about `most` points of a curve: of each group of neighbours the lowest and the highest
/// stay, so that no spike is lost. A curve of fewer points stays as it is.
Series thinned(const Series& series, size_t most = 600);

/// The ends of an axis.
struct Range {
  double low, high;
};

/// The range that holds all but the outermost 2 % of the values that can be drawn on either side,
/// widened by half of itself but never beyond the values: one spike must not flatten the rest of a
/// curve. It always holds `include`. Without any such value: include - 1 to include + 1.
Range robust_range(std::vector<double> values, double include);

}  // namespace coopbench

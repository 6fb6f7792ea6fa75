#include "core/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace coopbench {

double Schedule::at(double first, int64_t i) const {
  double value = first * std::pow(decay, static_cast<double>(i));
  if (!steps.empty()) {
    const auto reached =
        std::count_if(steps.begin(), steps.end(), [&](int64_t s) { return i >= s; });
    value *= std::pow(step_factor, static_cast<double>(reached));
  }
  if (cosine > 0) {
    const double along = std::min(1.0, static_cast<double>(i) / static_cast<double>(cosine));
    value = minimum + (value - minimum) * (1 + std::cos(std::numbers::pi * along)) / 2;
  }
  return std::max(minimum, value);
}

}  // namespace coopbench

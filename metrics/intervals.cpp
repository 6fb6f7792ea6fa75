#include "metrics/intervals.h"

#include <fmt/format.h>

#include <stdexcept>

#include "metrics/distributions.h"

namespace coopbench {

double normal_quantile(double level) {
  if (!(level > 0 && level < 1))
    throw std::invalid_argument(fmt::format("level: {} must be above 0 and below 1", level));
  return inverse_normal_cdf((1 + level) / 2);
}

Interval binomial_interval(double successes, double trials, double level) {
  const double tail = (1 - level) / 2;
  return {binomial_lower_bound(successes, trials, tail),
          binomial_upper_bound(successes, trials, tail), level};
}

}  // namespace coopbench

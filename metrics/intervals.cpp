#include "metrics/intervals.h"

#include <fmt/format.h>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <stdexcept>

namespace coopbench {

double normal_quantile(double level) {
  if (!(level > 0 && level < 1))
    throw std::invalid_argument(fmt::format("level: {} must be above 0 and below 1", level));
  return boost::math::quantile(boost::math::normal{}, (1 + level) / 2);
}

Interval binomial_interval(double successes, double trials, double level) {
  using Binomial = boost::math::binomial_distribution<>;
  const double tail = (1 - level) / 2;
  return {successes > 0 ? Binomial::find_lower_bound_on_p(trials, successes, tail) : 0,
          successes < trials ? Binomial::find_upper_bound_on_p(trials, successes, tail) : 1, level};
}

}  // namespace coopbench

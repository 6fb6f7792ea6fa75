#include "metrics/seeds.h"

#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace coopbench {

Summary over_seeds(const std::vector<double>& values) {
  if (values.empty()) throw std::invalid_argument("values: none given; must be one a seed");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw std::invalid_argument(fmt::format("values: number {} of {} is {}; must be finite",
                                              i + 1, values.size(), values[i]));
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double half_width = std::numeric_limits<double>::infinity();
  if (values.size() > 1) {
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    const double t = boost::math::quantile(boost::math::students_t{n - 1}, 0.975);
    half_width = t * std::sqrt(squares / (n - 1) / n);
  }
  return {mean, mean - half_width, mean + half_width, static_cast<int64_t>(values.size())};
}

}  // namespace coopbench

#include "metrics/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

constexpr size_t kMostExact = 20;
constexpr int64_t kRandomPatterns = 100000;

/// The sums of values[first, last) under all patterns of their signs.
std::vector<double> signed_sums(const std::vector<double>& values, size_t first, size_t last) {
  std::vector<double> sums{0};
  for (size_t i = first; i < last; ++i) {
    const size_t patterns = sums.size();
    for (size_t k = 0; k < patterns; ++k) {
      sums.push_back(sums[k] - values[i]);
      sums[k] += values[i];
    }
  }
  return sums;
}

/// The sum under signs that are random bits.
double random_sum(const std::vector<double>& values, const Stream& stream, int64_t pattern) {
  double sum = 0;
  std::array<uint32_t, 4> bits{};
  for (size_t i = 0; i < values.size(); ++i) {
    if (i % 128 == 0) bits = words(stream, pattern, 0, static_cast<int64_t>(i / 128));
    sum += (bits[i % 128 / 32] >> i % 32 & 1) == 1 ? values[i] : -values[i];
  }
  return sum;
}

/// Share of the sign patterns whose sum is as far from 0 as that of the values.
double sign_flip_p(const std::vector<double>& values, uint64_t seed) {
  double observed = 0, size = 0;
  for (const double v : values) {
    observed += v;
    size += std::abs(v);
  }
  const double least = std::abs(observed) - 1e-12 * size;  // rounding breaks no tie
  int64_t as_far = 0;
  if (values.size() > kMostExact) {
    const Stream stream{.seed = seed, .purpose = Purpose::permutation};
    for (int64_t b = 0; b < kRandomPatterns; ++b)
      as_far += std::abs(random_sum(values, stream, b)) >= least ? 1 : 0;
    return static_cast<double>(1 + as_far) / static_cast<double>(1 + kRandomPatterns);
  }
  const size_t middle = values.size() / 2;
  const std::vector<double> left = signed_sums(values, 0, middle),
                            right = signed_sums(values, middle, values.size());
  for (const double a : left)
    for (const double b : right) as_far += std::abs(a + b) >= least ? 1 : 0;
  return static_cast<double>(as_far) / static_cast<double>(left.size() * right.size());
}

}  // namespace

Summary over_seeds(const std::vector<double>& values) {
  if (values.empty()) throw std::invalid_argument("values: none given; must be one a seed");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw std::invalid_argument(fmt::format("values: number {} of {} is {}; must be finite",
                                              i + 1, values.size(), values[i]));
  const auto n = static_cast<double>(values.size());
  const double mean = sample_mean(values);
  double half_width = std::numeric_limits<double>::infinity();
  if (values.size() > 1) {
    half_width = student_t_half_width(n - 1) * std::sqrt(sample_variance(values) / n);
  }
  return {mean, mean - half_width, mean + half_width, static_cast<int64_t>(values.size())};
}

Interval bootstrap_interval(const std::vector<double>& values, uint64_t seed, int64_t resamples) {
  check_series("values", values, 2);
  if (resamples < 1)
    throw std::invalid_argument(fmt::format("resamples: {} must be at least 1", resamples));
  const Stream stream{.seed = seed, .purpose = Purpose::bootstrap};
  std::vector<double> means;
  std::array<uint32_t, 4> drawn{};
  for (int64_t b = 0; b < resamples; ++b) {
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if (i % 4 == 0) drawn = words(stream, b, 0, static_cast<int64_t>(i / 4));
      // The high half of a product maps the word onto the places.
      sum += values[drawn[i % 4] * uint64_t{values.size()} >> 32];
    }
    means.push_back(sum / static_cast<double>(values.size()));
  }
  return {quantile(means, 0.025), quantile(means, 0.975)};
}

PairedTest paired_test(const std::vector<double>& a, const std::vector<double>& b, uint64_t seed) {
  check_series("a", a, 2);
  check_series("b", b, 2);
  if (a.size() != b.size())
    throw std::invalid_argument(fmt::format(
        "b: {} values must be as many as a has, {}: one of each seed", b.size(), a.size()));
  std::vector<double> differences;
  std::transform(a.begin(), a.end(), b.begin(), std::back_inserter(differences), std::minus<>{});
  return {over_seeds(differences), sign_flip_p(differences, seed), a.size() <= kMostExact};
}

std::vector<double> holm(const std::vector<double>& p_values) {
  std::vector<size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (const size_t i : order)
    if (!(p_values[i] >= 0 && p_values[i] <= 1))
      throw std::invalid_argument(fmt::format("p_values: value {} of {} is {}; must be in [0, 1]",
                                              i, p_values.size(), p_values[i]));
  std::sort(order.begin(), order.end(),
            [&](size_t i, size_t j) { return p_values[i] < p_values[j]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (size_t k = 0; k < order.size(); ++k) {
    largest = std::max(largest, static_cast<double>(order.size() - k) * p_values[order[k]]);
    adjusted[order[k]] = std::min(1.0, largest);
  }
  return adjusted;
}

}  // namespace coopbench

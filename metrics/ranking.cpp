#include "metrics/ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/intervals.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

/// For each value the share of the sorted others below it, ties half.
std::vector<double> placements(const std::vector<double>& values,
                               const std::vector<double>& sorted_others) {
  std::vector<double> shares;
  for (const double value : values) {
    const auto [low, high] = std::equal_range(sorted_others.begin(), sorted_others.end(), value);
    const auto twice = (low - sorted_others.begin()) + (high - sorted_others.begin());
    shares.push_back(static_cast<double>(twice) / 2 / static_cast<double>(sorted_others.size()));
  }
  return shares;
}

std::vector<double> sorted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

double squared_error(const std::vector<double>& values) {
  return sample_variance(values) / static_cast<double>(values.size());
}

/// Share of the ways to part the pooled values whose means are as far apart as those of the two.
double permutation_p(const std::vector<double>& a, const std::vector<double>& b,
                     int64_t permutations, uint64_t seed) {
  std::vector<double> pooled = a;
  pooled.insert(pooled.end(), b.begin(), b.end());
  const double centre = sample_mean(pooled);
  const auto shift = [&](auto first, auto last) {
    return std::abs(std::accumulate(first, last, 0.0,
                                    [&](double sum, double v) { return sum + (v - centre); }));
  };
  // The mean of the others follows from that of the first, for all have one mean.
  const double observed = shift(a.begin(), a.end()) * (1 - 1e-12);
  int64_t as_far = 0;
  for (int64_t i = 0; i < permutations; ++i) {
    const torch::Tensor rows =
        distinct({.seed = seed, .purpose = Purpose::permutation, .iteration = i},
                 static_cast<int64_t>(pooled.size()), static_cast<int64_t>(a.size()));
    std::vector<double> first;
    for (int64_t k = 0; k < rows.size(0); ++k)
      first.push_back(pooled[static_cast<size_t>(rows.data_ptr<int64_t>()[k])]);
    as_far += shift(first.begin(), first.end()) >= observed ? 1 : 0;
  }
  return static_cast<double>(1 + as_far) / static_cast<double>(1 + permutations);
}

}  // namespace

Estimate auroc(const std::vector<double>& positives, const std::vector<double>& negatives) {
  check_series("positives", positives, 2);
  check_series("negatives", negatives, 2);
  const std::vector<double> high = sorted(positives), low = sorted(negatives);
  if (high.front() == high.back() && low.front() == low.back() && high.front() == low.front())
    throw std::invalid_argument(
        fmt::format("positives: all scores of both series are {:g}; a constant score ranks nothing",
                    high.front()));
  const std::vector<double> of_positives = placements(positives, low),
                            of_negatives = placements(negatives, high);
  const double area = sample_mean(of_positives);
  const double error = std::sqrt(squared_error(of_positives) + squared_error(of_negatives));
  const double z = normal_quantile();
  return {area, std::max(0.0, area - z * error), std::min(1.0, area + z * error)};
}

Measured energy_gap(const std::vector<double>& train, const std::vector<double>& held_out,
                    int64_t permutations, uint64_t seed) {
  check_series("train_energies", train, 2);
  check_series("held_out_energies", held_out, 2);
  const double a = squared_error(train), b = squared_error(held_out), error = std::sqrt(a + b);
  if (!(error > 0))
    throw std::invalid_argument(
        "train_energies: both series are constant, so their difference has no standard error; give "
        "one energy a sample, not means");
  const double train_mean = sample_mean(train), held_out_mean = sample_mean(held_out);
  const double gap = train_mean - held_out_mean;
  const double share = a / (a + b);
  const double freedom = 1 / (share * share / static_cast<double>(train.size() - 1) +
                              (1 - share) * (1 - share) / static_cast<double>(held_out.size() - 1));
  const double half_width = student_t_half_width(freedom) * error;
  Measured found{.estimate = gap,
                 .interval = Interval{gap - half_width, gap + half_width},
                 .p_value = 2 * student_t_tail(std::abs(gap) / error, freedom),
                 .details = {{"train_mean", train_mean},
                             {"held_out_mean", held_out_mean},
                             {"degrees_of_freedom", freedom}}};
  if (permutations > 0) {
    found.details["welch_p"] = *found.p_value;
    found.p_value = permutation_p(train, held_out, permutations, seed);
  }
  return found;
}

}  // namespace coopbench

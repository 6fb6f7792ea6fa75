#include "metrics/decision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/seeds.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

constexpr int64_t kSimulated = 1000;
constexpr int64_t kMostSimulatedSeeds = 10;

double sign_flip_p(const std::vector<double>& differences) {
  return paired_test(differences, std::vector<double>(differences.size(), 0)).p_value;
}

/// Share of simulated comparisons that a shift by `effect` makes significant.
double found(const std::vector<std::vector<double>>& noises, double effect, double level) {
  int64_t count = 0;
  for (std::vector<double> differences : noises) {
    for (double& v : differences) v += effect;
    count += sign_flip_p(differences) <= level ? 1 : 0;
  }
  return static_cast<double>(count) / static_cast<double>(noises.size());
}

/// `unit`: the detectable difference in standard deviations.
Evidence evidence_of(const MetricDifference& one, double unit) {
  if (one.values.empty()) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {one.metric, {none, none, none, 0, 0, 0}, 1, 1, none, 0};
  }
  const std::vector<double> means = seed_means(one.values);
  return {.metric = one.metric,
          .difference = over_seeds_and_blocks(one.values),
          .p_value = sign_flip_p(means),
          .adjusted = 1,
          .detectable = unit * std::sqrt(sample_variance(means)),
          .better = 0};
}

Conclusion conclusion(const Decision& decision, double level) {
  const auto count = [&](int which) {
    return std::count_if(decision.evidence.begin(), decision.evidence.end(),
                         [&](const Evidence& e) { return e.better == which; });
  };
  const auto first = count(1), second = count(-1), none = count(0);
  if (decision.least_p > level) return Conclusion::too_few;
  if (first > 0 && second > 0) return Conclusion::disagree;
  if (none > 0) return first + second > 0 ? Conclusion::partly : Conclusion::undecided;
  return first > 0 ? Conclusion::first : Conclusion::second;
}

}  // namespace

double least_p(int64_t seeds, int64_t pairs) {
  return std::min(1.0, static_cast<double>(pairs) * 2 / std::pow(2.0, static_cast<double>(seeds)));
}

int64_t seeds_needed(int64_t pairs, double level) {
  int64_t seeds = 2;
  while (least_p(seeds, pairs) > level) ++seeds;
  return seeds;
}

double detectable(int64_t seeds, int64_t pairs, double level, double power) {
  const double each = level / static_cast<double>(pairs);
  if (least_p(seeds, 1) > each) return std::numeric_limits<double>::infinity();
  const auto n = static_cast<double>(seeds);
  if (seeds > kMostSimulatedSeeds) {
    const double t =
        student_t_half_width(n - 1) * inverse_normal_cdf(1 - each / 2) / inverse_normal_cdf(0.975);
    return (t + inverse_normal_cdf(power)) / std::sqrt(n);
  }
  std::vector<std::vector<double>> noises;
  for (int64_t i = 0; i < kSimulated; ++i)
    noises.push_back(
        numbers("noise", normal({.purpose = Purpose::known_law, .first_chain = i}, {1, seeds})[0]));
  double low = 0, high = 1;
  while (found(noises, high, each) < power) high *= 2;
  for (int step = 0; step < 8; ++step) {
    const double middle = (low + high) / 2;
    (found(noises, middle, each) < power ? low : high) = middle;
  }
  return high;
}

std::vector<Decision> decide(const std::vector<std::vector<MetricDifference>>& pairs,
                             double level) {
  const auto count = static_cast<int64_t>(pairs.size());
  std::vector<Decision> decisions(pairs.size(), {Conclusion::undecided, {}, 1});
  if (pairs.empty() || pairs[0].empty()) return decisions;
  int64_t seeds = 2;
  for (const auto& metrics : pairs)
    for (const MetricDifference& one : metrics)
      seeds = std::max(seeds, static_cast<int64_t>(one.values.size()));
  const double unit = detectable(seeds, count, level);
  for (size_t i = 0; i < pairs.size(); ++i) {
    decisions[i].least_p = least_p(seeds, count);
    for (const MetricDifference& one : pairs[i])
      decisions[i].evidence.push_back(evidence_of(one, unit));
  }
  for (size_t m = 0; m < pairs[0].size(); ++m) {
    std::vector<double> p_values;
    for (const Decision& decision : decisions) p_values.push_back(decision.evidence.at(m).p_value);
    const std::vector<double> adjusted = holm(p_values);
    for (size_t i = 0; i < decisions.size(); ++i) {
      Evidence& evidence = decisions[i].evidence[m];
      evidence.adjusted = adjusted[i];
      const bool lower = evidence.difference.mean < 0;
      if (adjusted[i] <= level) evidence.better = lower == pairs[i][m].lower_is_better ? 1 : -1;
    }
  }
  for (Decision& decision : decisions) decision.conclusion = conclusion(decision, level);
  return decisions;
}

}  // namespace coopbench

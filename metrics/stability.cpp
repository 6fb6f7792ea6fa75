#include "metrics/stability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>

#include "metrics/chains.h"

namespace coopbench {
namespace {

using Series = std::vector<double>;
using Values = std::span<const double>;

constexpr std::size_t kLongestWindow = 2000;
constexpr std::size_t kShortestWindow = 200;
constexpr std::size_t kFirst = 500;
constexpr int64_t kLags = 15;
constexpr double kGrowth = 10;
constexpr double kNormal95 = 1.959963984540054;

bool finite(Values values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::abs(v) <= 1e100; });
}

double mean(Values values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double mean_square(Values values) {
  return std::inner_product(values.begin(), values.end(), values.begin(), 0.0) /
         static_cast<double>(values.size());
}

double mean_magnitude(Values values) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [](double sum, double v) { return sum + std::abs(v); }) /
         static_cast<double>(values.size());
}

bool all_equal(Values values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *low == *high;
}

Series centred(Values values) {
  Series result(values.begin(), values.end());
  for (const double centre = mean(values); double& v : result) v -= centre;
  return result;
}

/// Over n - 1.
double standard_deviation(Values values) {
  const auto n = static_cast<double>(values.size());
  return std::sqrt(mean_square(centred(values)) * n / (n - 1));
}

/// Mean 0 and standard deviation 1; a constant series becomes all 0.
Series standardised(Values values) {
  if (all_equal(values)) return Series(values.size(), 0.0);
  Series result = centred(values);
  for (const double scale = standard_deviation(values); double& v : result) v /= scale;
  return result;
}

/// Sum of x[t + lag] y[t] over n - 1.
double correlation(Values x, Values y, int64_t lag) {
  const auto shift = static_cast<std::size_t>(std::abs(lag));
  if (shift >= x.size()) return 0;
  if (lag < 0) std::swap(x, y);
  const Values later = x.subspan(shift);
  return std::inner_product(later.begin(), later.end(), y.begin(), 0.0) /
         static_cast<double>(x.size() - 1);
}

Series correlations(Values x, Values y, int64_t first_lag) {
  Series result;
  for (int64_t lag = first_lag; lag <= kLags; ++lag) result.push_back(correlation(x, y, lag));
  return result;
}

bool collapsed(Values d, Values window) {
  const Values first = d.first(std::min(kFirst, d.size() - window.size()));
  return mean_magnitude(window.last(window.size() / 4)) >= kGrowth * mean_magnitude(first);
}

/// NaN unless all are numbers of at least 0, and one is above.
double positive_root_mean_square(Values values) {
  const bool fit =
      std::all_of(values.begin(), values.end(), [](double v) { return v >= 0 && v <= 1e100; });
  const double root = std::sqrt(mean_square(values));
  return fit && root > 0 ? root : std::numeric_limits<double>::quiet_NaN();
}

/// Half of the 95 % interval of the mean of values that follow each other.
double half_width_of_mean(Values values, double sd) {
  if (!(sd > 0) || values.size() < 4) return 0;
  const auto draws = torch::tensor(Series(values.begin(), values.end()), torch::kFloat64);
  return kNormal95 * sd * std::sqrt(iact(draws) / static_cast<double>(values.size()));
}

double lowest(const Series& values) { return *std::min_element(values.begin(), values.end()); }
double highest(const Series& values) { return *std::max_element(values.begin(), values.end()); }

Verdict judge(Values d, Values window, const Stability& s, const StabilityLimits& limits) {
  if (window.size() < kShortestWindow) return Verdict::too_short;
  if (std::isnan(s.bias) || std::isnan(s.excess)) return Verdict::unmeasured;
  if (s.bias < -limits.collapse && collapsed(d, window)) return Verdict::diverged;
  if (s.bias < -limits.bias && s.bias_high < 0) return Verdict::expanding;
  if (s.bias > limits.bias && s.bias_low > 0) return Verdict::contracting;
  if (lowest(s.acf_d) < -s.tau) return Verdict::oscillating;
  if (highest(s.acf_d) > s.tau) return Verdict::autocorrelated;
  return s.excess > limits.excess ? Verdict::restless : Verdict::stable;
}

void need_length(const char* what, const Series& values, const Series& d) {
  if (values.size() != d.size())
    throw std::invalid_argument(
        fmt::format("{}: length {} must be that of d, {}", what, values.size(), d.size()));
}

}  // namespace

std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, verdicts> names{
      "diverged",    "rewound",     "too short",      "unmeasured", "expanding",
      "contracting", "oscillating", "autocorrelated", "restless",   "stable"};
  return names.at(static_cast<std::size_t>(verdict));
}

std::optional<Verdict> verdict_named(std::string_view word) {
  for (int i = 0; i < verdicts; ++i)
    if (const auto verdict = static_cast<Verdict>(i); name(verdict) == word) return verdict;
  return {};
}

Stability stability(const TrainingSeries& run, const StabilityLimits& limits) {
  need_length("r", run.r, run.d);
  need_length("data_sd", run.data_sd, run.d);
  need_length("d_error", run.d_error, run.d);
  const std::size_t n = std::min(run.d.size() / 2, kLongestWindow);
  const Values d = Values(run.d).last(n), r = Values(run.r).last(n);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Stability result{
      Verdict::too_short, static_cast<int64_t>(n), nan, nan, nan, nan, nan, {}, {}, {}};
  if (n >= 2 && finite(d) && finite(r)) {
    const Series x = standardised(d), y = standardised(r);
    const double spread = all_equal(d) ? 0 : standard_deviation(d),
                 unit = positive_root_mean_square(Values(run.data_sd).last(n)),
                 half_width = half_width_of_mean(d, spread);
    result.bias = mean(d) / unit;
    result.bias_low = (mean(d) - half_width) / unit;
    result.bias_high = (mean(d) + half_width) / unit;
    result.excess = spread / positive_root_mean_square(Values(run.d_error).last(n));
    result.tau = std::max(limits.correlation, 3.3 / std::sqrt(static_cast<double>(n)));
    result.acf_d = correlations(x, x, 1);
    result.acf_r = correlations(y, y, 1);
    result.cross = correlations(x, y, -kLags);
  }
  result.verdict =
      finite(run.d) && finite(run.r) ? judge(run.d, d, result, limits) : Verdict::diverged;
  return result;
}

std::string grounds(const Stability& s, const StabilityLimits& limits) {
  const auto bias = [&](double limit) {
    return fmt::format("bias {:.2f}, limit {:g}", s.bias, limit);
  };
  const auto correlation = [](double value, double limit) {
    return fmt::format("autocorrelation {:.2f}, limit {:.2f}", value, limit);
  };
  const auto excess = [&] {
    return fmt::format("excess {:.1f}, limit {:g}", s.excess, limits.excess);
  };
  switch (s.verdict) {
    case Verdict::diverged:
      return s.bias < -limits.collapse ? bias(-limits.collapse) : "";
    case Verdict::rewound:
      return "";
    case Verdict::too_short:
      return fmt::format("{} iterations looked at, {} needed", s.window, kShortestWindow);
    case Verdict::expanding:
      return bias(-limits.bias);
    case Verdict::contracting:
      return bias(limits.bias);
    case Verdict::oscillating:
      return correlation(lowest(s.acf_d), -s.tau);
    case Verdict::autocorrelated:
      return correlation(highest(s.acf_d), s.tau);
    case Verdict::restless:
      return excess();
    case Verdict::unmeasured:
      return "the energy has no spread over data or chains";
    case Verdict::stable:
      break;
  }
  const double of_bias = std::abs(s.bias) / limits.bias, of_excess = s.excess / limits.excess,
               low = -lowest(s.acf_d), high = highest(s.acf_d);
  if (std::max(low, high) / s.tau > std::max(of_bias, of_excess))
    return low > high ? correlation(-low, -s.tau) : correlation(high, s.tau);
  return of_excess > of_bias ? excess() : bias(std::copysign(limits.bias, s.bias));
}

std::string_view advice(Verdict verdict) {
  switch (verdict) {
    case Verdict::diverged:
      return "Training has failed: lower the learning rate, or raise the data noise to that of a "
             "chain step.";
    case Verdict::rewound:
      return "Training diverged, and went on from a checkpoint with other random numbers: what is "
             "left are the stretches that went well. Lower the learning rate, take more steps, or "
             "raise the data noise, until it needs none.";
    case Verdict::too_short:
      return "No verdict on stability is possible: train for 400 iterations or more.";
    case Verdict::unmeasured:
      return "No verdict on stability is possible: give batches of two images or more, and see "
             "whether the energy "
             "varies at all.";
    case Verdict::expanding:
      return "Chains do not reach the energy of the data, and the energy gets steeper: take more "
             "steps or a lower learning rate.";
    case Verdict::contracting:
      return "Chains sit lower than the data, and the energy flattens: their starts carry more "
             "than the energy does. Judge it by chains from noise and by long runs; a higher "
             "learning rate or fewer steps lets the energy follow.";
    case Verdict::oscillating:
      return "Neighbouring updates undo each other: short chains may give good samples, long ones "
             "seldom do. Lower the learning rate or the optimiser's momentum.";
    case Verdict::autocorrelated:
      return "d drifts more slowly than its noise: the balance of data and chains still moves. "
             "Train for longer, or let the learning rate decay.";
    case Verdict::restless:
      return "d moves by more than two batches differ by chance: the weights move much between "
             "iterations. Lower the learning rate.";
    case Verdict::stable:
      break;
  }
  return "Nothing in d, the energy of data less that of chain ends, speaks against this training; "
         "that "
         "is no proof that its samples are good.";
}

}  // namespace coopbench

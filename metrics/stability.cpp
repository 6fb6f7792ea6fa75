#include "metrics/stability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>

namespace coopbench {
namespace {

using Series = std::vector<double>;
using Values = std::span<const double>;

constexpr std::size_t kLongestWindow = 2000;
constexpr std::size_t kShortestWindow = 200;
constexpr std::size_t kFirst = 500;
constexpr int64_t kLags = 15;
constexpr double kBias = 0.5;
constexpr double kGrowth = 10;

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

/// Divided by the root mean square (n - 1); all 0 stays all 0.
Series scaled(Values values) {
  const auto n = static_cast<double>(values.size());
  const double scale = std::sqrt(mean_square(values) * n / (n - 1));
  Series result(values.size(), 0.0);
  if (scale > 0)
    std::transform(values.begin(), values.end(), result.begin(),
                   [scale](double v) { return v / scale; });
  return result;
}

/// Mean 0 and standard deviation (n - 1) 1; a constant series becomes all 0.
Series standardised(Values values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return Series(values.size(), 0.0);
  Series centred(values.begin(), values.end());
  for (const double centre = mean(values); double& v : centred) v -= centre;
  return scaled(centred);
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

Verdict judge(Values d, Values window, double b, double tau) {
  if (window.size() < kShortestWindow) return Verdict::too_short;
  if (b < -kBias) return collapsed(d, window) ? Verdict::diverged : Verdict::expanding;
  if (b > kBias) return Verdict::contracting;
  const Series centred = standardised(window);
  const Series acf = correlations(centred, centred, 1);
  if (*std::min_element(acf.begin(), acf.end()) < -tau) return Verdict::oscillating;
  if (*std::max_element(acf.begin(), acf.end()) > tau) return Verdict::autocorrelated;
  return Verdict::stable;
}

}  // namespace

std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, 7> names{"diverged",    "too short",   "expanding",
                                                  "contracting", "oscillating", "autocorrelated",
                                                  "stable"};
  return names.at(static_cast<std::size_t>(verdict));
}

Stability stability(const std::vector<double>& d, const std::vector<double>& r) {
  if (d.size() != r.size())
    throw std::invalid_argument(
        fmt::format("d: length {} must be that of r, {}", d.size(), r.size()));
  const std::size_t n = std::min(d.size() / 2, kLongestWindow);
  const Values d_window = Values(d).last(n), r_window = Values(r).last(n);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Stability result{Verdict::too_short, nan, nan, static_cast<int64_t>(n), {}, {}, {}};
  if (n >= 2 && finite(d_window) && finite(r_window)) {
    const double rms = std::sqrt(mean_square(d_window));
    result.b = rms > 0 ? mean(d_window) / rms : 0;
    result.tau = std::max(0.1, 3.3 / std::sqrt(static_cast<double>(n)));
    const Series x = scaled(d_window), y = standardised(r_window);
    result.acf_d = correlations(x, x, 1);
    result.acf_r = correlations(y, y, 1);
    result.cross = correlations(x, y, -kLags);
  }
  result.verdict =
      finite(d) && finite(r) ? judge(d, d_window, result.b, result.tau) : Verdict::diverged;
  return result;
}

}  // namespace coopbench

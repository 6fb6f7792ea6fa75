#include "metrics/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {

std::vector<double> numbers(const std::string& argument, const torch::Tensor& series) {
  if (!series.defined() || series.dim() != 1 ||
      (series.scalar_type() != torch::kFloat32 && series.scalar_type() != torch::kFloat64))
    throw std::invalid_argument(
        fmt::format("{}: shape {} must be one series, [n] of float or double", argument,
                    series.defined() ? shape_text(series) : "[]"));
  const torch::Tensor values = series.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

void check_series(const std::string& argument, const std::vector<double>& values, size_t least) {
  if (values.size() < least)
    throw std::invalid_argument(
        fmt::format("{}: {} values; must be at least {}", argument, values.size(), least));
  const auto bad =
      std::find_if(values.begin(), values.end(), [](double v) { return !(std::abs(v) <= 1e100); });
  if (bad != values.end())
    throw std::invalid_argument(
        fmt::format("{}: value {} of {} is {}; must be finite, with every |value| at most 1e100",
                    argument, bad - values.begin(), values.size(), *bad));
}

double sample_mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_variance(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return 0;  // the rounded mean may differ from every value
  double squares = 0;
  for (const double mean = sample_mean(values); const double v : values)
    squares += (v - mean) * (v - mean);
  return squares / static_cast<double>(values.size() - 1);
}

double quantile(std::vector<double> values, double p) {
  const auto n = static_cast<double>(values.size());
  const double place = n * p + (1 - p);  // from 1 to n
  const double below = std::clamp(std::floor(place), 1.0, std::max(1.0, n - 1));
  const double share = std::clamp(place - below, 0.0, 1.0);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below) - 1;
  std::nth_element(values.begin(), at, values.end());
  if (share == 0) return *at;
  return (1 - share) * *at + share * *std::min_element(at + 1, values.end());
}

}  // namespace coopbench

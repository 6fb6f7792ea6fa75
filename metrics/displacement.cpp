#include "metrics/displacement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <unordered_map>

#include "core/stream.h"
#include "metrics/intervals.h"
#include "metrics/rows.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kMostDataRows = 1000;

double mean_of(const Tensor& values) { return values.mean().item<double>(); }

template <class T>
double share_of_twins(const Tensor& rows) {
  const auto width = static_cast<size_t>(rows.size(1));
  const auto hash = [width](const T* row) {
    size_t all = 0;
    for (size_t i = 0; i < width; ++i)
      all = (all ^ std::hash<T>{}(row[i])) * size_t{0x9E3779B97F4A7C15};
    return all;
  };
  const auto equal = [width](const T* a, const T* b) { return std::equal(a, a + width, b); };
  const int64_t n = rows.size(0);
  std::unordered_map<const T*, int64_t, decltype(hash), decltype(equal)> counts(
      static_cast<size_t>(n), hash, equal);
  for (int64_t i = 0; i < n; ++i) ++counts[rows.data_ptr<T>() + i * rows.size(1)];
  int64_t twins = 0;
  for (const auto& [row, count] : counts) twins += count > 1 ? count : 0;
  return static_cast<double>(twins) / static_cast<double>(n);
}

}  // namespace

Travel chain_travel(const Tensor& starts, const Tensor& ends, const Tensor& real,
                    double gradient_magnitude, int64_t steps, Workers& workers, uint64_t seed) {
  check_rows("starts", starts, 1);
  check_rows("ends", ends, 1);
  check_dimensions("real", real, "starts", starts);
  if (ends.sizes() != starts.sizes())
    throw std::invalid_argument(fmt::format("ends: shape {} must be that of starts, {}",
                                            shape_text(ends), shape_text(starts)));
  if (!(gradient_magnitude >= 0 && gradient_magnitude <= 1e100))
    throw std::invalid_argument(
        fmt::format("gradient_magnitude: {} must be finite and at least 0", gradient_magnitude));
  if (steps < 1) throw std::invalid_argument(fmt::format("steps: {} must be at least 1", steps));

  const int64_t n = starts.size(0), data_rows = std::min(real.size(0), kMostDataRows);
  const Tensor chosen =
      distinct({.seed = seed, .purpose = Purpose::subset}, real.size(0), data_rows);
  const Tensor data = real.detach().to(torch::kCPU).index_select(0, chosen).to(torch::kFloat64);
  const Tensor moved = torch::empty({n}, torch::kFloat64);
  const Tensor nearest = torch::empty_like(moved), random = torch::empty_like(moved);
  workers.run(block_count(n), [&](int64_t task, int64_t) {
    const torch::NoGradGuard no_grad;
    const int64_t first = task * kBlockRows;
    const Tensor start = block(starts, first);
    const auto part = [&](const Tensor& all) { return all.slice(0, first, first + start.size(0)); };
    const Tensor distances = squared_distances(start, data).sqrt_();
    part(moved).copy_((block(ends, first) - start).square().sum(1).sqrt());
    part(nearest).copy_(distances.amin(1));
    part(random).copy_(distances.mean(1));
  });
  return {.displacement = mean_of(moved),
          .path = gradient_magnitude * static_cast<double>(steps),
          .nearest = mean_of(nearest),
          .random = mean_of(random),
          .data_rows = data_rows};
}

double reach(const Travel& travel) {
  if (!(travel.nearest > 0))
    throw std::invalid_argument(
        "starts: every start equals a data row, so there is no distance to travel; give starts "
        "that "
        "are not data");
  return travel.path / travel.nearest;
}

double duplicate_share(const Tensor& generated) {
  check_rows("generated", generated, 1);
  const Tensor rows = generated.detach().to(torch::kCPU).contiguous();
  return rows.scalar_type() == torch::kFloat32 ? share_of_twins<float>(rows)
                                               : share_of_twins<double>(rows);
}

Estimate acceptance(const std::vector<double>& log_ratios) {
  if (log_ratios.size() < 2)
    throw std::invalid_argument(
        fmt::format("log_ratios: {} values; must be at least 2", log_ratios.size()));
  std::vector<double> probabilities;
  for (const double ratio : log_ratios) {
    if (std::isnan(ratio))
      throw std::invalid_argument(fmt::format("log_ratios: value {} of {} is not a number",
                                              probabilities.size(), log_ratios.size()));
    probabilities.push_back(std::exp(std::min(ratio, 0.0)));
  }
  const double mean = sample_mean(probabilities);
  const double z = normal_quantile();
  const double half_width =
      z * std::sqrt(sample_variance(probabilities) / static_cast<double>(probabilities.size()));
  return {mean, std::max(0.0, mean - half_width), std::min(1.0, mean + half_width)};
}

}  // namespace coopbench

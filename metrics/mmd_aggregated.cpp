#include "metrics/mmd_aggregated.h"

#include <cmath>

#include "core/stream.h"
#include "metrics/mmd.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kWidths = 10;
constexpr int64_t kQuantileRows = 1000;

std::vector<double> widths_of(const Tensor& generated, const Tensor& real, Distance distance,
                              uint64_t seed) {
  const torch::ScalarType type = common_type(generated, real);
  const Tensor pooled = torch::cat({generated.to(type), real.to(type)});
  // Any rows of the pool, whichever set they are of, or permutations would not be exchangeable.
  const Stream stream{.seed = seed, .purpose = Purpose::subset};
  const Tensor some = pooled.index_select(
      0, distinct(stream, pooled.size(0), std::min(pooled.size(0), kQuantileRows)));
  const auto ends = distance_quantiles(some, {0.05, 0.95}, distance);
  const double low = ends[0] / 2, high = ends[1] * 2;
  std::vector<double> widths;
  for (int64_t i = 0; i < kWidths; ++i)
    widths.push_back(
        low * std::pow(high / low, static_cast<double>(i) / static_cast<double>(kWidths - 1)));
  return widths;
}

/// For each value the share of values that are not below it, in (0, 1].
Tensor shares_not_below(const Tensor& values) {
  const Tensor sorted = std::get<0>(values.sort());
  // Permutations that give the sets again differ in the last bits.
  const Tensor below = torch::searchsorted(sorted, values - 1e-12 * values.abs());
  const auto n = static_cast<double>(values.size(0));
  return (n - below.to(torch::kFloat64)) / n;
}

}  // namespace

AggregatedTest mmd2_aggregated(const Tensor& generated, const Tensor& real, Distance distance,
                               int64_t permutations, uint64_t seed, Workers& workers) {
  check_two_samples(generated, real, 2);
  AggregatedTest test{.p_value = 1,
                      .widths = widths_of(generated, real, distance, seed),
                      .mmd2 = {},
                      .p_values = {}};
  Tensor smallest = torch::ones({permutations + 1}, torch::kFloat64);
  for (const double h : test.widths) {
    const Kernel kernel = distance == Distance::absolute ? laplace_kernel({h}) : rbf_kernel({h});
    const Tensor values = permuted_mmd2(
        kernel_sums(generated, real, kernel, 2, workers, permutations, seed), Estimator::unbiased);
    const Tensor p = shares_not_below(values);
    test.mmd2.push_back(values[0].item<double>());
    test.p_values.push_back(p[0].item<double>());
    smallest = torch::minimum(smallest, p);
  }
  test.p_value =
      (smallest <= smallest[0]).sum().item<double>() / static_cast<double>(permutations + 1);
  return test;
}

}  // namespace coopbench

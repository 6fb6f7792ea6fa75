#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/workers.h"
#include "metrics/width.h"

namespace coopbench {

/// What the aggregated test found.
struct AggregatedTest {
  double p_value;                ///< of the test as a whole
  std::vector<double> widths;    ///< kernel widths that were tried
  std::vector<double> mmd2;      ///< unbiased MMD^2 at each width
  std::vector<double> p_values;  ///< permutation p-value of each width alone
};

/// Aggregated MMD two-sample test (MMDAgg): no width has to be chosen. Ten kernel widths from half
/// the 5 % quantile to twice the 95 % quantile of the distances between the pooled rows, in equal
/// ratios; each gets its permutation p-value from the same permutations, and the smallest of them
/// is compared with the smallest of every permutation, so that ten tries cost no more than their
/// due. generated [m,D], real [n,D], m, n >= 2, finite. Kernel laplace, exp(-|a-b|_1 / h), which
/// finds more of the faults of images, or rbf, exp(-|a-b|^2 / (2 h^2)). The estimate is the
/// unbiased MMD^2 at the width with the smallest p-value (the most telling one, so not comparable
/// between pairs of sets); p_value in [1/(B+1), 1] is uniform for equal laws. Errors: a row that is
/// not finite, too few rows, other dimensions, all rows equal. Schrab et al. 2023, MMD Aggregated
/// Two-Sample Test, section 3.5 with uniform weights; ranks among one set of permutations take the
/// place of the bisection for the level.
AggregatedTest mmd2_aggregated(const torch::Tensor& generated, const torch::Tensor& real,
                               Distance distance, int64_t permutations, uint64_t seed,
                               Workers& workers);

}  // namespace coopbench

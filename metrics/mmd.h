#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"
#include "metrics/kernel.h"
#include "metrics/metric.h"

namespace coopbench {

/// How the mean of a kernel over pairs of rows is estimated.
enum class Estimator {
  unbiased,   ///< pairs of different rows (U-statistic)
  biased,     ///< all pairs (V-statistic); never negative for a kernel like RBF
  incomplete  ///< pairs of different rows, also between the sets: i != j; needs m = n
};

/// What one pass over all pairs of rows leaves: sums of the kernel.
struct KernelSums {
  /// Of one set: for each row the sum over the other rows of its set, over the rows of the other
  /// set, and k(row, row).
  struct Set {
    torch::Tensor within, between, diagonal;
  };
  Set generated, real;
  double paired = 0;              ///< sum of k(x_i, y_i), where m = n
  torch::Tensor permuted = {};    ///< [B]: sum over i != j of k(z_i, z_j) among the rows of the
                                  ///< pooled set that permutation b puts first
  torch::Tensor membership = {};  ///< uint8 [m + n, B]: 1 where permutation b puts the row first
};

/// One pass over the pairs of rows, on all threads. generated [m,D], real [n,D], float32 or
/// float64, m, n >= `least`, finite (|value| <= 1e100). With `permutations` B also the sums that a
/// permutation test needs: each block of the kernel times the block of memberships, so that the
/// whole matrix is never held. Kernels are computed in the type of the data (float64 unless both
/// are float32) from blocks of 512 rows and added in double, in an order that is always the same;
/// memory grows with (m + n) (B + 5), not m n.
/// Throws std::invalid_argument (argument, shape, rule; the first bad row if a value is not
/// finite).
KernelSums kernel_sums(const torch::Tensor& generated, const torch::Tensor& real,
                       const Kernel& kernel, int64_t least, Workers& workers,
                       int64_t permutations = 0, uint64_t seed = 0);

/// Squared maximum mean discrepancy of a kernel: the mean of k(x,x') over pairs of generated rows,
/// plus that of k(y,y') over pairs of real rows, less twice that of k(x,y). RBF kernel
/// exp(-|a-b|^2 / (2 h^2)), Laplace exp(-|a-b|_1 / h), polynomial (a.b/D + 1)^3, a mixture is the
/// mean of the kernels at h * {1/4, 1/2, 1, 2, 4}.
/// generated [m,D], real [n,D], m, n >= 2 (3 with an interval), finite; h > 0 in data units, by
/// default the median distance between the real rows (L1 for Laplace).
/// RBF and Laplace: at most 2. Unbiased: mean 0 for equal laws, so negative values are valid.
/// Biased: at least 0. Incomplete: leaves out i = j between the sets too, for m = n. Linear: mean
/// of k(x,x') + k(y,y') - k(x,y') - k(x',y) over disjoint pairs of rows. The interval is the
/// jackknife's (unbiased) or the normal one of the mean (linear), at 95 %; it covers the draw of
/// both sets, not the training. p_value is the share of permutations of the pooled rows whose value
/// is not below the estimate, (1 + count) / (1 + B): exact for a width that is given or the pooled
/// median, nearly so for the median of the real rows. Errors: a row that is not finite, too few
/// rows, other dimensions, a median distance of 0. Gretton et al. 2012, A Kernel Two-Sample Test,
/// Lemma 6, equation 5 and section 6; kernel of KID: Binkowski et al. 2018, Demystifying MMD GANs,
/// equation 3.
double mmd2(const KernelSums& sums, Estimator estimator);

/// The same from the rows.
double mmd2(const torch::Tensor& generated, const torch::Tensor& real, const Kernel& kernel,
            Estimator estimator, Workers& workers);

/// A normal interval around the unbiased MMD^2, whose standard error is the two-sample jackknife:
/// each row of either set is left out once, which the row sums of the kernel give at once.
/// m, n >= 3; 0 < level < 1. Covers the draw of both sets, not the training (for that: over seeds).
/// Where the two laws are equal the estimate is degenerate: not normal, and its standard error is
/// overstated. A bootstrap is no substitute: it repeats points and biases a U-statistic.
/// Arvesen 1969, Jackknifing U-statistics.
Interval mmd2_interval(const KernelSums& sums, double level = 0.95);

/// MMD^2 of each permutation of the pooled rows, [B + 1] doubles; the first is that of the sets as
/// they are. Needs sums with permutations; estimator unbiased or biased.
torch::Tensor permuted_mmd2(const KernelSums& sums, Estimator estimator);

/// Share of the permutations of the pooled rows, with the identity among them, whose MMD^2 is not
/// below that of the sets: (1 + #{T* >= T}) / (B + 1), in [1/(B+1), 1]; uniform for equal laws.
/// `values` as of `permuted_mmd2`. Phipson and Smyth 2010, Permutation p-values should never be
/// zero.
double permutation_p(const torch::Tensor& values);

/// MMD^2 from min(m, n) / 2 disjoint pairs of rows in their order, with its normal interval and
/// one-sided p-value. generated [m,D], real [n,D], m, n >= 4, finite.
/// Gretton et al. 2012, section 6.
Measured mmd2_linear(const torch::Tensor& generated, const torch::Tensor& real,
                     const Kernel& kernel, double level = 0.95);

}  // namespace coopbench

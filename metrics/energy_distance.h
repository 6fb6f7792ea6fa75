#pragma once

#include <torch/types.h>

#include "core/workers.h"
#include "metrics/mmd.h"

namespace coopbench {

/// Energy distance 2 E|X-Y| - E|X-X'| - E|Y-Y'|, Euclidean, in data units: the squared MMD of the
/// kernel -|a-b|, so estimators, interval and permutation test are those of `mmd2`.
/// generated [m,D], real [n,D], m, n >= 2 (3 with an interval), finite.
/// Unbiased (U): pairs of different rows; mean 0 for equal laws, so negative values are valid.
/// Biased (V): all pairs, at least 0; SciPy's energy_distance is its square root in one dimension.
/// Errors: a row that is not finite, too few rows, other dimensions.
/// Szekely and Rizzo 2013, Energy statistics; Sejdinovic et al. 2013, Equivalence of distance-based
/// and RKHS-based statistics, theorem 22.
double energy_distance(const torch::Tensor& generated, const torch::Tensor& real,
                       Estimator estimator, Workers& workers);

}  // namespace coopbench

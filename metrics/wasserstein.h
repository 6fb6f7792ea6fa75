#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Directions on the unit sphere, uniform, float64 [count,D]. Direction l depends on seed and l
/// alone, so that more directions extend fewer.
torch::Tensor unit_projections(uint64_t seed, int64_t count, int64_t dimensions);

/// Squared 2-Wasserstein distance on the line along each direction: float64 [L], in squared data
/// units. generated [m,D], real [n,D], projections [L,D], whose rows are scaled to length 1; sets
/// of other sizes by the integral of the squared difference of their quantile functions.
/// Directions are taken 16 at a time, so that memory grows with 16 (m + n) a thread.
/// Throws std::invalid_argument (argument, shape, rule), also for a direction of length 0.
torch::Tensor projected_wasserstein2(const torch::Tensor& generated, const torch::Tensor& real,
                                     const torch::Tensor& projections, Workers& workers);

/// Sliced 2-Wasserstein distance: the root of the mean, over directions, of the squared distance
/// between the sets projected onto a direction, (mean of W2^2)^(1/2). In data units, at least 0, 0
/// for equal sets; not unbiased: two sets of one law are above 0. generated [m,D], real [n,D],
/// m, n >= 1, finite, sizes may differ. Directions: `projections` [L,D] where given (an optional
/// third input; rows are scaled to length 1), else random ones, uniform on the unit sphere, whose
/// number and seed are settings. Detail projections_error: the standard error that comes from the
/// draw of the directions alone, by the delta method; it falls with the root of their number.
/// Errors: a row that is not finite; other dimensions; a direction of length 0.
/// Bonneel et al. 2015, Sliced and Radon Wasserstein Barycenters of Measures (package POT).
Measured sliced_wasserstein(const torch::Tensor& generated, const torch::Tensor& real,
                            const torch::Tensor& projections, Workers& workers);

/// Max-sliced 2-Wasserstein distance: the largest 2-Wasserstein distance between the sets projected
/// onto one direction. In data units, at least 0, and at least that of every direction tried; a
/// lower bound of the true maximum, for the search may end in a local one. It starts at the best of
/// the random directions (or of `projections` [L,D] where given, an optional third input) and
/// climbs the sphere along the gradient for a fixed number of steps, a setting; a step that does
/// not climb is undone and halves the step length. generated [m,D], real [n,D], m, n >= 1, finite.
/// Detail start: the distance along the direction that it started at.
/// Errors as for `sliced_wasserstein`. Deshpande et al. 2019, Max-Sliced Wasserstein Distance and
/// its Use for GANs.
Measured max_sliced_wasserstein(const torch::Tensor& generated, const torch::Tensor& real,
                                const torch::Tensor& projections, int64_t steps, Workers& workers);

}  // namespace coopbench

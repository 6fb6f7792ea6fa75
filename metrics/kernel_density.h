#pragma once

#include <torch/types.h>

#include "core/workers.h"

namespace coopbench {

/// Log density, in nats, at points y of a kernel density estimate of samples x: the mean of
/// Gaussian kernels N(y; x_i, bandwidth^2 S), where S is the sample covariance of x (divided by m -
/// 1), as SciPy's gaussian_kde has it with that bw_method. samples [m,D], points [n,D], m >= 2, n
/// >= 1, finite; bandwidth above 0, a factor without unit. Result [n], float64. Throws
/// std::invalid_argument (argument, shape, rule), also for samples whose covariance is singular.
/// Parzen 1962, On estimation of a probability density function and mode.
torch::Tensor kernel_log_density(const torch::Tensor& samples, const torch::Tensor& points,
                                 double bandwidth, Workers& workers);

/// Scott's factor m^(-1/(D+4)): the bandwidth where nothing is known of the law. Scott 1992,
/// Multivariate Density Estimation.
double scott_bandwidth(int64_t samples, int64_t dimensions);

}  // namespace coopbench

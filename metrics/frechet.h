#pragma once

#include <torch/types.h>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Mean and covariance (divided by n - 1) of a set of rows: [D], [D,D], float64.
struct Moments {
  torch::Tensor mean, covariance;
};

/// rows [n,D], n >= 2, finite. Memory grows with D^2, not n. Throws std::invalid_argument.
Moments moments(const torch::Tensor& rows, Workers& workers);

/// Frechet distance (FID, where the space is that of Inception) between Gaussian fits of the two
/// sets: |mu1 - mu2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)), the squared 2-Wasserstein distance of the
/// two Gaussians. generated [m,D], real [n,D], m, n >= 2, finite; covariances divide by n - 1 and
/// may be singular, as they are where a set has no more rows than dimensions. In squared data
/// units, at least 0. It sees means and covariances only.
/// Costs the cube of the dimensions, or of the rows where these are fewer.
/// Biased: the expected value is above that of infinitely many rows, by an amount that falls as
/// 1/n and that depends on the model, so compare it at equal sizes only (Chong and Forsyth 2020,
/// Effectively Unbiased FID and Inception Score). Details mean_term and covariance_term are its two
/// parts. Errors: fewer than 2 rows; a row that is not finite; other dimensions;
/// more than 8192 of both rows and dimensions.
/// Dowson and Landau 1982, The Frechet distance between multivariate normal distributions; Heusel
/// et al. 2017, GANs Trained by a Two Time-Scale Update Rule, equation 6 (torch-fidelity).
Measured frechet(const torch::Tensor& generated, const torch::Tensor& real, Workers& workers);

}  // namespace coopbench

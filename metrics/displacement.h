#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/workers.h"
#include "metrics/estimate.h"

namespace coopbench {

/// How far chains go and how far they would have to, in data units (Euclidean).
struct Travel {
  double displacement;  ///< mean |end - start|
  double path;          ///< steps times average gradient magnitude: how far the drift alone carries
  double nearest;       ///< mean distance from a start to the nearest of the data rows
  double random;        ///< mean distance from a start to a random data row
  int64_t data_rows;    ///< how many data rows were looked at, at most 1000
};

/// Whether chains can reach the data: the length of path that the drift of K steps makes at most,
/// K r, over the mean distance from a chain's start to the nearest of up to 1000 random data rows.
/// Where it is much below 1, chains from noise cannot arrive, whatever the energy. Beside it the
/// mean displacement |end - start| and the mean distance from starts to random data rows. starts,
/// ends [n,D] of the same n chains, real [p,D] the data, n, p >= 1, finite; r the average gradient
/// magnitude (the L2 norm of a step's drift, mean over steps and chains) and all distances in data
/// units (Euclidean), so in the space pixels; r >= 0, K >= 1. The ratio is at least 0. Errors:
/// other shapes, a row that is not finite, starts that are all data rows. Nijkamp et al. 2020, On
/// the Anatomy of MCMC-Based Maximum Likelihood Learning of Energy-Based Models, section 3 (average
/// gradient magnitude); the ratio is this project's own.
Travel chain_travel(const torch::Tensor& starts, const torch::Tensor& ends,
                    const torch::Tensor& real, double gradient_magnitude, int64_t steps,
                    Workers& workers, uint64_t seed = 0);

/// path / nearest. Throws std::invalid_argument where nearest is 0.
double reach(const Travel& travel);

/// Share of the rows that equal another row exactly in every number (0 and -0 are equal): a sign of
/// a dead bank of chains, of a collapsed generator or of repeated data.
/// generated [n,D], float or double, n >= 1, finite. From 0, all different, to 1, each has a twin.
/// Time and memory grow with n D.
double duplicate_share(const torch::Tensor& generated);

/// Mean acceptance probability of Metropolis-Hastings steps: mean of min(1, exp(log ratio)).
/// log_ratios [n], the logarithm of the acceptance ratio of each proposal, n >= 2; -infinity, a
/// proposal of density 0, counts 0. From 0 to 1; for Langevin proposals 0.574 is the asymptotic
/// optimum. The interval is the normal one of a mean at 95 %, clipped to [0, 1]: too narrow where
/// successive steps of a chain are correlated, and a point where all probabilities are equal.
/// Errors: fewer than 2 values, one that is not a number. Roberts and Rosenthal 1998, Optimal
/// Scaling of Discrete Approximations to Langevin Diffusions.
Estimate acceptance(const std::vector<double>& log_ratios);

}  // namespace coopbench

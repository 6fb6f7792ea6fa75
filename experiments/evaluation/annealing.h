#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"
#include "metrics/log_density.h"

namespace coopbench {

/// How chains go between the base N(0, base_sd^2 I) and a density f.
/// Temperature k of K has the density base^(1-b_k) f^b_k, b_k a sigmoid's curve from 0 to 1.
struct Annealing {
  double base_sd = 1;          ///< in data units: as wide as f at least
  int64_t temperatures = 500;  ///< K
  int64_t transitions = 1;     ///< Hamiltonian steps with acceptance at each temperature
  int64_t leapfrogs = 10;      ///< of a transition; 1 makes it MALA
  double acceptance = 0.7;     ///< that pilot chains tune the step size of each temperature to
  uint64_t seed = 0;
};

/// log Z of f, Z the integral of f, from weights of annealed chains.
struct Annealed {
  double log_z;               ///< nats
  double error;               ///< its standard error, delta method: of the draw, not the bias
  double effective_samples;   ///< (sum w)^2 / sum w^2 in [1, n]: trust no estimate with a few
  double acceptance;          ///< share of accepted transitions
  torch::Tensor log_weights;  ///< [n]
};

/// Annealed importance sampling: chains go from exact draws of the base to f. The mean weight has
/// the mean Z, so log_z lies below log Z in the mean (Jensen), and above log Z + t with probability
/// e^-t at most: a stochastic lower bound, from which a likelihood comes out too high.
/// `log_density` of points of this many dimensions; chains >= 2. Step sizes are tuned by pilot
/// chains of their own first, so that the weights stay exact. Chains run in parallel; the result is
/// the same for any number of threads, and `log_density` is called from all of them.
/// Throws std::invalid_argument (argument, shape, rule), also where log f is not finite at a draw
/// of the base.
/// Neal 2001, Annealed importance sampling, equations 8 to 11.
Annealed annealed_importance(const LogDensity& log_density, int64_t dimensions, int64_t chains,
                             const Annealing& annealing, Workers& workers);

/// The reverse: chains go from samples of f to the base. The mean of 1/weight has the mean 1/Z, so
/// log_z lies above log Z in the mean: a stochastic upper bound, as far as the samples are exact.
/// samples [n,D], n >= 2, finite; of chains that have not reached f it bounds nothing.
/// Burda, Grosse and Salakhutdinov 2015, Accurate and conservative estimates of MRF log-likelihood
/// using reverse annealing; Grosse, Ghahramani and Adams 2015, Sandwiching the marginal likelihood.
Annealed reverse_annealing(const LogDensity& log_density, const torch::Tensor& samples,
                           const Annealing& annealing, Workers& workers);

/// log Z between both bounds.
struct LogZBracket {
  Annealed forward, reverse;
  double low, high;  ///< lower end of the forward interval, upper end of the reverse one
  double level;      ///< of the normal intervals
};

/// Annealed importance sampling with `chains` chains, and the reverse from samples of f [n,D]. The
/// log-likelihood of data is mean log f - log Z, so it lies between mean log f - high and
/// mean log f - low. 0 < level < 1. Throws as both do.
LogZBracket log_z_bracket(const LogDensity& log_density, int64_t chains,
                          const torch::Tensor& samples, const Annealing& annealing,
                          Workers& workers, double level = 0.95);

}  // namespace coopbench

#pragma once

#include "experiments/evaluation.h"

namespace coopbench {

/// What the known density of a toy allows: {grid, annealing, modes}; null for data without one.
///   grid       log Z of exp(-U) on the square of the data's view, negative log-likelihood of the
///              test points under it (`nll`) and under the truth (`nll_true`), KL divergence from
///              the truth in both directions, and the least over a temperature, for chains without
///              noise have none
///   annealing  the bracket on log Z by annealed importance sampling: low, from draws of a
///              Gaussian, and high, from draws of the grid, which is one only for an energy without
///              mass outside of the view; low above the grid's log Z says that there is some
///   modes      of a law with modes: how many the chain ends hit, the share of ends within 3 sd of
///              one, and the KL divergence of their counts from uniform
Json likelihood_report(const RunParts& parts, const Samples& samples, const torch::Tensor& real,
                       uint64_t seed);

}  // namespace coopbench

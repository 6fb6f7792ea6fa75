#pragma once

#include "ebm/step_rule.h"

namespace coopbench {

/// Takes each chain of the walk to its proposal `to` with probability min(1, exp(log_ratio)), and
/// leaves it where it is otherwise; `there` is the energy around the proposals. A proposal whose
/// energy is not finite is never accepted. The walk knows the energy at its place, before and
/// after. to [n, C, H, W], log_ratio float64 [n]. Returns the accepted chains, bool [n].
/// Hastings 1970, "Monte Carlo sampling methods using Markov chains and their applications".
torch::Tensor accept(Walk& walk, const torch::Tensor& to, const EnergyGradient& there,
                     const torch::Tensor& log_ratio, const Draws& draws, int64_t k);

}  // namespace coopbench

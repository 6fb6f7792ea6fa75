#pragma once

#include "ebm/frozen.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// U and grad U at x, [n, C, H, W], with the weights of step k, layer by layer without a graph.
EnergyGradient input_gradient(const FrozenNet& energy, const torch::Tensor& x, int64_t k);

/// The same of any energy by autograd.
EnergyGradient autograd_gradient(const Frozen& energy, const torch::Tensor& x, int64_t k);
EnergyGradient autograd_gradient(const std::function<torch::Tensor(const torch::Tensor&)>& energy,
                                 const torch::Tensor& x);

}  // namespace coopbench

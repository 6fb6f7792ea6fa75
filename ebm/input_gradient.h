#pragma once

#include "ebm/energy.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// U and grad U at x, [n, C, H, W], layer by layer without a graph.
Place input_gradient(const NetworkEnergy& energy, const torch::Tensor& x);

/// The same of any energy by autograd. Its weights must be frozen.
Place autograd_gradient(const Energy& energy, const torch::Tensor& x);

}  // namespace coopbench

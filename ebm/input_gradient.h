#pragma once

#include "ebm/walk.h"

namespace coopbench {

/// U and grad U at x, [n, C, H, W], with the weights of step k, layer by layer without a graph.
EnergyGradient input_gradient(const FrozenNet& energy, const torch::Tensor& x, int64_t k);

/// The same of any energy by autograd.
EnergyGradient autograd_gradient(const Frozen& energy, const torch::Tensor& x, int64_t k);
EnergyGradient autograd_gradient(const std::function<torch::Tensor(const torch::Tensor&)>& energy,
                                 const torch::Tensor& x);

/// U and grad U, without a graph where the energy is a list of layers. The energy must outlive it.
EnergyGradientOf field_of(const Frozen& energy);

}  // namespace coopbench

#pragma once

#include "experiments/config/config.h"

namespace coopbench {

/// U(x) times the run's energy scale, [n] doubles, for x [n, C, H, W].
torch::Tensor true_energies(const RunParts& parts, const torch::Tensor& x);

/// L2 norm of the gradient of the true energy at x, [n] doubles.
torch::Tensor gradient_norms(const RunParts& parts, const torch::Tensor& x);

}  // namespace coopbench

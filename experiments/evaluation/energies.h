#pragma once

#include "experiments/config/config.h"

namespace coopbench {

/// Minus the log density of the sampled law up to a constant, that is U at the rule's temperature
/// and what the rule adds to it: [n] doubles, for x [n, C, H, W].
torch::Tensor sampled_energies(const RunParts& parts, const torch::Tensor& x);

/// L2 norm of its gradient at x, [n] doubles.
torch::Tensor gradient_norms(const RunParts& parts, const torch::Tensor& x);

/// What these energies are of the net's own U, a sentence: "Energies are 20000 U, ...".
std::string energy_unit(const RunParts& parts);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <vector>

namespace coopbench {

// The bounds of a step on tensors [n, C, H, W]. Each that is there appends to `counts` what a rule
// counts of it, [n]; an infinite one returns x itself and appends nothing.

/// Each number within low and high; counts the share of a chain's that was not.
torch::Tensor within(const torch::Tensor& x, double low, double high,
                     std::vector<torch::Tensor>& counts);

/// Each chain's with an L2 norm of at most `bound`; counts 1 for those that had more.
torch::Tensor within_norm(const torch::Tensor& x, double bound, std::vector<torch::Tensor>& counts);

}  // namespace coopbench

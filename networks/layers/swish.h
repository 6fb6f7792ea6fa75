#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// x / (1 + exp(-x)), in PyTorch SiLU. Ramachandran et al. 2017, "Searching for Activation
/// Functions".
struct Swish {
  ImageShape output_shape(ImageShape shape) const { return shape; }
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const { return "swish"; }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const {
    return torch::silu(x);
  }
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const {
    return at::silu_backward(passed.gradient, passed.input);
  }
};

}  // namespace coopbench

#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// log(1 + exp(x)); x itself above 20.
struct Softplus {
  ImageShape output_shape(ImageShape shape) const { return shape; }
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const { return "softplus"; }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const {
    return torch::softplus(x, 1, 20);
  }
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const {
    return at::softplus_backward(passed.gradient, passed.input, 1, 20);
  }
};

}  // namespace coopbench

#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// max(x, 0).
struct Relu {
  ImageShape output_shape(ImageShape shape) const { return shape; }
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const { return "ReLU"; }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const {
    return torch::relu(x);
  }
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const {
    return at::threshold_backward(passed.gradient, passed.input, 0);
  }
};

}  // namespace coopbench

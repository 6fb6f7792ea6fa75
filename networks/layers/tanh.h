#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

struct Tanh {
  ImageShape output_shape(ImageShape shape) const { return shape; }
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const { return "tanh"; }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const {
    return torch::tanh(x);
  }
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const {
    return at::tanh_backward(passed.gradient, passed.output);
  }
};

}  // namespace coopbench

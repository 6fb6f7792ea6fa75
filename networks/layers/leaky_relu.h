#pragma once

#include <fmt/format.h>

#include "networks/layers/layer.h"

namespace coopbench {

/// max(x, slope * x) for slopes up to 1.
struct LeakyRelu {
  double slope;

  ImageShape output_shape(ImageShape shape) const { return shape; }
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const { return fmt::format("leaky ReLU {}", slope); }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const {
    return torch::leaky_relu(x, slope);
  }
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const {
    return at::leaky_relu_backward(passed.gradient, passed.input, slope, false);
  }
};

}  // namespace coopbench

#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// Fully connected, on the flattened image; its output is an image of side 1.
struct Linear {
  int64_t in, out;
  bool spectral_norm = false;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

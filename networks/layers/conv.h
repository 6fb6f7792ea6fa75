#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// Convolution. Zero padding of `before` at the top and left, `after` at the bottom and right.
struct Conv {
  int64_t in, out, kernel, stride = 1, before = 0, after = 0;
  bool spectral_norm = false;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

/// Zero padding for kernel k and stride s so that the output's side is ceil(side / s); an odd pixel
/// goes to the bottom and right. As TensorFlow's SAME.
Conv same_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t side);

}  // namespace coopbench

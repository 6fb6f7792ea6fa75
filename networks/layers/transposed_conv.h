#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// The transpose of a convolution; the output is cut by `before` at the top and left, `after` at
/// the bottom and right.
struct TransposedConv {
  int64_t in, out, kernel, stride = 1, before = 0, after = 0;
  bool spectral_norm = false;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

/// The transpose of `same_conv` whose output has this side.
TransposedConv same_transposed_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride,
                                    int64_t side);

}  // namespace coopbench

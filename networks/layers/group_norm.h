#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// Each image by itself: the channels in so many groups, each to mean 0 and variance 1, then scale
/// and shift a channel. As many groups as channels is instance norm. Wu and He 2018, "Group
/// Normalization".
struct GroupNorm {
  int64_t channels, groups;
  double epsilon = 1e-5;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

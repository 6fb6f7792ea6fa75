#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// The mean of each kernel x kernel square, `stride` apart, in an image with `padding` zeros around
/// it, which count. With kernel H it is the mean over all positions.
struct AveragePool {
  int64_t kernel, stride, padding = 0;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const;
};

}  // namespace coopbench

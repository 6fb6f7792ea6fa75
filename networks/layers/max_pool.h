#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// The largest of each kernel x kernel square; rows and columns that fill none are left out.
struct MaxPool {
  int64_t kernel;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const;
};

}  // namespace coopbench

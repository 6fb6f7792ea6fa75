#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// Each pixel as a factor x factor square.
struct Upsample {
  int64_t factor;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const { return {}; }
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights&, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights&) const;
};

}  // namespace coopbench

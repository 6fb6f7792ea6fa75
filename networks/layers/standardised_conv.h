#pragma once

#include "networks/layers/conv.h"

namespace coopbench {

/// A convolution whose weight is standardised: less its mean over the inputs of each output,
/// divided by their standard deviation (n - 1) plus 1e-5. Qiao et al. 2019, "Weight
/// Standardization", as in yilundu/improved_contrastive_divergence, utils.py.
struct StandardisedConv {
  Conv conv;  ///< without spectral norm

  ImageShape output_shape(ImageShape shape) const { return conv.output_shape(shape); }
  std::vector<WeightSpec> weight_specs() const { return conv.weight_specs(); }
  std::string describe() const { return conv.describe() + ", standardised"; }
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

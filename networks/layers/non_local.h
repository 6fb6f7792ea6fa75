#pragma once

#include "networks/layers/layer.h"

namespace coopbench {

/// The non-local block of Nijkamp et al. 2020, "On the Anatomy of MCMC-Based Maximum Likelihood
/// Learning of Energy-Based Models" (embedded Gaussian of Wang et al. 2018, "Non-local Neural
/// Networks"): theta, phi and g are 1x1 convolutions to half the channels, phi and g followed by
/// 2x2 max pooling; each position takes the mean of g over positions with weights
/// softmax(theta' phi), not scaled, and a 1x1 convolution `out` of it is added to x. `out` begins
/// at 0, so the block begins as the identity.
struct NonLocal {
  int64_t channels;
  /// Of theta, phi and g. Not of `out`: it begins at 0, and 0 has no sigma to be divided by.
  bool spectral_norm = false;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

#pragma once

#include <optional>
#include <variant>

#include "networks/layers/conv.h"
#include "networks/layers/group_norm.h"
#include "networks/layers/leaky_relu.h"
#include "networks/layers/relu.h"
#include "networks/layers/standardised_conv.h"
#include "networks/layers/swish.h"

namespace coopbench {

/// x, or a convolution of it, plus what a branch of layers makes of it. He et al. 2016, "Deep
/// Residual Learning for Image Recognition".
struct Residual {
  using Inner = std::variant<Conv, StandardisedConv, LeakyRelu, Relu, Swish, GroupNorm>;

  std::vector<Inner> branch;          ///< keeps the side
  std::optional<Conv> shortcut = {};  ///< where the branch changes the channels
  /// Of all its convolutions.
  bool spectral_norm = false;

  ImageShape output_shape(ImageShape shape) const;
  /// Those of the branch behind their place in it, such as "0_weight", then "shortcut_weight".
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass pass) const;
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

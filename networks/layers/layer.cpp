#include "networks/layers/layer.h"

#include <fmt/format.h>

#include <stdexcept>

namespace coopbench {

std::vector<WeightSpec> weight_and_bias(WeightSpec weight, const std::string& prefix) {
  weight.name = prefix + "weight";
  weight.begins = Begins::random;
  const WeightSpec bias{.name = prefix + "bias",
                        .sizes = {weight.sizes[weight.transposed ? 1 : 0]},
                        .begins = Begins::bias,
                        .fan_in = weight.fan_in};
  return {std::move(weight), bias};
}

const torch::Tensor& LayerWeights::at(std::string_view name) const {
  for (const auto& [own, tensor] : tensors_)
    if (own == name) return tensor;
  throw std::logic_error(fmt::format("the layer has no tensor '{}'", name));
}

void need_fit(bool fits, const std::string& text, ImageShape shape) {
  if (!fits)
    throw std::logic_error(fmt::format("'{}' can't take {} channels of {}x{}", text, shape.channels,
                                       shape.side, shape.side));
}

}  // namespace coopbench

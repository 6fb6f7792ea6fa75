#include "core/layers/layer.h"

#include <fmt/format.h>

#include <stdexcept>

namespace coopbench {

std::vector<WeightSpec> weight_and_bias(std::vector<int64_t> sizes, int64_t outputs, int64_t fan_in,
                                        bool transposed, const std::string& prefix) {
  return {{.name = prefix + "weight",
           .sizes = std::move(sizes),
           .begins = Begins::random,
           .fan_in = fan_in,
           .transposed = transposed},
          {.name = prefix + "bias", .sizes = {outputs}, .begins = Begins::bias, .fan_in = fan_in}};
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

#include "networks/layers/linear.h"

#include <fmt/format.h>

namespace coopbench {

using torch::Tensor;

ImageShape Linear::output_shape(ImageShape shape) const {
  need_fit(in == shape.numbers(), describe(), shape);
  return {out, 1};
}

std::vector<WeightSpec> Linear::weight_specs() const {
  return weight_and_bias({.sizes = {out, in}, .fan_in = in, .spectral_norm = spectral_norm});
}

std::string Linear::describe() const {
  return fmt::format("fully connected, {} -> {}", in, out) + norm_text(spectral_norm);
}

Tensor Linear::forward(const Tensor& x, const LayerWeights& weights, Pass) const {
  return torch::linear(x.flatten(1), weights.at("weight"), weights.at("bias"))
      .unsqueeze(-1)
      .unsqueeze(-1);
}

Tensor Linear::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  return passed.gradient.flatten(1).matmul(weights.at("weight")).reshape(passed.input.sizes());
}

}  // namespace coopbench

#include "networks/layers/upsample.h"

#include <fmt/format.h>

namespace coopbench {

using torch::Tensor;

ImageShape Upsample::output_shape(ImageShape shape) const {
  return {shape.channels, shape.side * factor};
}

std::string Upsample::describe() const {
  return fmt::format("each pixel {} times {}", factor, factor);
}

Tensor Upsample::forward(const Tensor& x, const LayerWeights&, Pass) const {
  return at::upsample_nearest2d(x, {x.size(2) * factor, x.size(3) * factor});
}

Tensor Upsample::input_gradient(const Passed& passed, const LayerWeights&) const {
  return at::upsample_nearest2d_backward(
      passed.gradient, {passed.output.size(2), passed.output.size(3)}, passed.input.sizes());
}

}  // namespace coopbench

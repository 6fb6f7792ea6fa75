#include "networks/layers/max_pool.h"

#include <fmt/format.h>

namespace coopbench {

using torch::Tensor;

ImageShape MaxPool::output_shape(ImageShape shape) const {
  need_fit(shape.side >= kernel, describe(), shape);
  return {shape.channels, shape.side / kernel};
}

std::string MaxPool::describe() const { return fmt::format("max pool {}x{}", kernel, kernel); }

Tensor MaxPool::forward(const Tensor& x, const LayerWeights&, Pass) const {
  return torch::max_pool2d(x, kernel);
}

Tensor MaxPool::input_gradient(const Passed& passed, const LayerWeights&) const {
  const Tensor places = std::get<1>(at::max_pool2d_with_indices(passed.input, kernel));
  return at::max_pool2d_with_indices_backward(passed.gradient, passed.input, kernel, kernel, 0, 1,
                                              false, places);
}

}  // namespace coopbench

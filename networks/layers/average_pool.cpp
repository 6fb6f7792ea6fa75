#include "networks/layers/average_pool.h"

#include <fmt/format.h>

namespace coopbench {

using torch::Tensor;

ImageShape AveragePool::output_shape(ImageShape shape) const {
  const int64_t padded = shape.side + 2 * padding;
  need_fit(padded >= kernel && 2 * padding <= kernel, describe(), shape);
  return {shape.channels, (padded - kernel) / stride + 1};
}

std::string AveragePool::describe() const {
  return fmt::format("average pool {}x{}{}{}", kernel, kernel,
                     stride == 1 ? "" : fmt::format(", stride {}", stride),
                     padding == 0 ? "" : fmt::format(", padding {}", padding));
}

Tensor AveragePool::forward(const Tensor& x, const LayerWeights&, Pass) const {
  return torch::avg_pool2d(x, kernel, stride, padding);
}

Tensor AveragePool::input_gradient(const Passed& passed, const LayerWeights&) const {
  return at::avg_pool2d_backward(passed.gradient, passed.input, kernel, stride, padding, false,
                                 true, c10::nullopt);
}

}  // namespace coopbench

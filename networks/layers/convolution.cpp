#include "networks/layers/convolution.h"

#include <fmt/format.h>

#include <algorithm>

namespace coopbench {

int64_t same_total(int64_t kernel, int64_t stride, int64_t side) {
  const int64_t out = (side + stride - 1) / stride;
  return std::max<int64_t>(0, (out - 1) * stride + kernel - side);
}

std::string convolution_text(std::string_view name, std::string_view padding, int64_t kernel,
                             int64_t in, int64_t out, int64_t stride, int64_t before,
                             int64_t after) {
  std::string text = fmt::format("{} {}x{}, {} -> {}", name, kernel, kernel, in, out);
  if (stride != 1) text += fmt::format(", stride {}", stride);
  if (before != 0 || after != 0) text += fmt::format(", {} {}", padding, before);
  if (before != after) text += fmt::format(" and {}", after);
  return text;
}

torch::Tensor convolution_input_gradient(const torch::Tensor& input, const torch::Tensor& gradient,
                                         const torch::Tensor& weight, int64_t stride,
                                         int64_t padding, bool transposed) {
  return std::get<0>(at::convolution_backward(gradient, input, weight, {}, {stride, stride},
                                              {padding, padding}, {1, 1}, transposed, {0, 0}, 1,
                                              {true, false, false}));
}

}  // namespace coopbench

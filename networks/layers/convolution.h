#pragma once

#include "networks/layers/layer.h"

// What convolutions and their transposes share.

namespace coopbench {

/// Numbers of zero padding that make the output's side ceil(side / stride).
int64_t same_total(int64_t kernel, int64_t stride, int64_t side);

/// "conv 3x3, 1 -> 16, stride 2", with `padding` of the borders: ", crop 2 and 1".
std::string convolution_text(std::string_view name, std::string_view padding, int64_t kernel,
                             int64_t in, int64_t out, int64_t stride, int64_t before,
                             int64_t after);

/// The gradient at the input of a convolution, or of a transposed one, from that at its output.
torch::Tensor convolution_input_gradient(const torch::Tensor& input, const torch::Tensor& gradient,
                                         const torch::Tensor& weight, int64_t stride,
                                         int64_t padding, bool transposed = false);

}  // namespace coopbench

#include "networks/layers/transposed_conv.h"

#include "networks/layers/convolution.h"

namespace coopbench {

using torch::Tensor;

TransposedConv same_transposed_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride,
                                    int64_t side) {
  const int64_t total = same_total(kernel, stride, side);
  return {in, out, kernel, stride, total / 2, total - total / 2};
}

ImageShape TransposedConv::output_shape(ImageShape shape) const {
  need_fit(in == shape.channels, describe(), shape);
  return {out, (shape.side - 1) * stride + kernel - before - after};
}

std::vector<WeightSpec> TransposedConv::weight_specs() const {
  return weight_and_bias({.sizes = {in, out, kernel, kernel},
                          .fan_in = out * kernel * kernel,
                          .transposed = true,
                          .spectral_norm = spectral_norm});
}

std::string TransposedConv::describe() const {
  return convolution_text("transposed conv", "crop", kernel, in, out, stride, before, after) +
         norm_text(spectral_norm);
}

Tensor TransposedConv::forward(const Tensor& x, const LayerWeights& weights, Pass) const {
  const Tensor &weight = weights.at("weight"), &bias = weights.at("bias");
  // A crop that is one smaller behind is PyTorch's output padding.
  if (before >= after && before - after < stride)
    return torch::conv_transpose2d(x, weight, bias, stride, before, before - after);
  const Tensor whole = torch::conv_transpose2d(x, weight, bias, stride);
  return whole.slice(2, before, whole.size(2) - after).slice(3, before, whole.size(3) - after);
}

Tensor TransposedConv::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  // The output was cut: what was cut off has no gradient.
  const Tensor whole = torch::constant_pad_nd(passed.gradient, {before, after, before, after});
  return convolution_input_gradient(passed.input, whole, weights.at("weight"), stride, 0, true);
}

}  // namespace coopbench

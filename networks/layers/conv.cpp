#include "networks/layers/conv.h"

#include "networks/layers/convolution.h"

namespace coopbench {

using torch::Tensor;

Conv same_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t side) {
  const int64_t total = same_total(kernel, stride, side);
  return {in, out, kernel, stride, total / 2, total - total / 2};
}

ImageShape Conv::output_shape(ImageShape shape) const {
  const int64_t padded = shape.side + before + after;
  need_fit(in == shape.channels && padded >= kernel, describe(), shape);
  return {out, (padded - kernel) / stride + 1};
}

std::vector<WeightSpec> Conv::weight_specs() const {
  return weight_and_bias({.sizes = {out, in, kernel, kernel},
                          .fan_in = in * kernel * kernel,
                          .spectral_norm = spectral_norm});
}

std::string Conv::describe() const {
  return convolution_text("conv", "padding", kernel, in, out, stride, before, after) +
         norm_text(spectral_norm);
}

Tensor Conv::forward(const Tensor& x, const LayerWeights& weights, Pass) const {
  const bool even = before == after;
  const Tensor padded = even ? x : torch::constant_pad_nd(x, {before, after, before, after});
  return torch::conv2d(padded, weights.at("weight"), weights.at("bias"), stride, even ? before : 0);
}

Tensor Conv::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  const Tensor& weight = weights.at("weight");
  if (before == after)
    return convolution_input_gradient(passed.input, passed.gradient, weight, stride, before);
  const Tensor padded = torch::constant_pad_nd(passed.input, {before, after, before, after});
  return convolution_input_gradient(padded, passed.gradient, weight, stride, 0)
      .slice(2, before, padded.size(2) - after)
      .slice(3, before, padded.size(3) - after);
}

}  // namespace coopbench

#include "networks/layers/group_norm.h"

#include <fmt/format.h>

namespace coopbench {

using torch::Tensor;

ImageShape GroupNorm::output_shape(ImageShape shape) const {
  need_fit(channels == shape.channels && groups >= 1 && channels % groups == 0, describe(), shape);
  return shape;
}

std::vector<WeightSpec> GroupNorm::weight_specs() const {
  return {{.name = "weight", .sizes = {channels}, .begins = Begins::ones},
          {.name = "bias", .sizes = {channels}}};
}

std::string GroupNorm::describe() const {
  return groups == channels ? "instance norm, scale and shift"
                            : fmt::format("group norm, {} groups, scale and shift", groups);
}

Tensor GroupNorm::forward(const Tensor& x, const LayerWeights& weights, Pass) const {
  return torch::group_norm(x, groups, weights.at("weight"), weights.at("bias"), epsilon, false);
}

Tensor GroupNorm::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  const Tensor x = passed.input.contiguous(), &scale = weights.at("weight");
  const int64_t n = x.size(0), pixels = x.size(2) * x.size(3);
  const auto [output, mean, deviation] =
      at::native_group_norm(x, scale, weights.at("bias"), n, channels, pixels, groups, epsilon);
  return std::get<0>(at::native_group_norm_backward(passed.gradient.contiguous(), x, mean,
                                                    deviation, scale, n, channels, pixels, groups,
                                                    {true, false, false}));
}

}  // namespace coopbench

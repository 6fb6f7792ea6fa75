#include "networks/layers/batch_norm.h"

#include <fmt/format.h>

#include <stdexcept>

namespace coopbench {

using torch::Tensor;

ImageShape BatchNorm::output_shape(ImageShape shape) const {
  need_fit(channels == shape.channels, describe(), shape);
  return shape;
}

std::vector<WeightSpec> BatchNorm::weight_specs() const {
  std::vector<WeightSpec> specs;
  if (scale) specs.push_back({.name = "weight", .sizes = {channels}, .begins = Begins::ones});
  specs.push_back({.name = "bias", .sizes = {channels}});
  specs.push_back({.name = "running_mean", .sizes = {channels}, .trained = false});
  specs.push_back(
      {.name = "running_var", .sizes = {channels}, .begins = Begins::ones, .trained = false});
  return specs;
}

std::string BatchNorm::describe() const {
  return fmt::format("batch norm, {}, {} statistics when sampling",
                     scale ? "scale and shift" : "shift",
                     sampling == BatchStatistics::batch ? "batch" : "running");
}

Tensor BatchNorm::forward(const Tensor& x, const LayerWeights& weights, Pass pass) const {
  const bool running = pass == Pass::sampling && sampling == BatchStatistics::running;
  const bool kept = pass == Pass::teaching || running;
  return torch::batch_norm(x, scale ? weights.at("weight") : Tensor(), weights.at("bias"),
                           kept ? weights.at("running_mean") : Tensor(),
                           kept ? weights.at("running_var") : Tensor(), !running, 0.1, epsilon,
                           false);
}

Tensor BatchNorm::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  if (sampling == BatchStatistics::batch)
    throw std::logic_error("no gradient of one image: '" + describe() +
                           "' couples those of a batch");
  Tensor factor = (weights.at("running_var") + epsilon).rsqrt();
  if (scale) factor = factor * weights.at("weight");
  return passed.gradient * factor.reshape({1, -1, 1, 1});
}

}  // namespace coopbench

#include "networks/layers.h"

#include <fmt/format.h>

#include <algorithm>

namespace coopbench {

using torch::Tensor;

ImageShape shape_after(const Layer& layer, ImageShape shape) {
  return std::visit([&](const auto& l) { return l.output_shape(shape); }, layer);
}

ImageShape shape_after(const Layers& layers, ImageShape shape) {
  for (const Layer& layer : layers) shape = shape_after(layer, shape);
  return shape;
}

std::vector<WeightSpec> weight_specs(const Layer& layer) {
  return std::visit([](const auto& l) { return l.weight_specs(); }, layer);
}

int64_t weights(const Layer& layer) {
  int64_t count = 0;
  for (const WeightSpec& spec : weight_specs(layer))
    if (spec.trained) count += c10::multiply_integers(spec.sizes);
  return count;
}

Layers with_spectral_norm(Layers layers, bool on) {
  const auto set = [&](auto& layer) {
    if constexpr (requires { layer.spectral_norm; }) layer.spectral_norm = on;
  };
  for (Layer& layer : layers) std::visit(set, layer);
  return layers;
}

bool has_spectral_norm(const Layer& layer) {
  const auto specs = weight_specs(layer);
  return std::any_of(specs.begin(), specs.end(),
                     [](const WeightSpec& spec) { return spec.spectral_norm; });
}

std::string describe(const Layer& layer) {
  return std::visit([](const auto& l) { return l.describe(); }, layer);
}

std::string describe(const Layers& layers, ImageShape input) {
  size_t width = 52;
  for (const Layer& layer : layers) width = std::max(width, describe(layer).size());
  const auto row = [&](const std::string& layer, const std::string& output, const auto& count) {
    return fmt::format("{:<{}} {:>14} {:>10}\n", layer, width, output, count);
  };
  std::string text = row("layer", "output", "weights");
  int64_t total = 0;
  for (const Layer& layer : layers) {
    input = shape_after(layer, input);
    total += weights(layer);
    text += row(describe(layer), fmt::format("{}x{}x{}", input.channels, input.side, input.side),
                weights(layer));
  }
  return text + row("all", "", total);
}

Tensor forward(const Layer& layer, const Tensor& x, const LayerWeights& weights, Pass pass) {
  return std::visit([&](const auto& l) { return l.forward(x, weights, pass); }, layer);
}

Tensor input_gradient(const Layer& layer, const Passed& passed, const LayerWeights& weights) {
  return std::visit([&](const auto& l) { return l.input_gradient(passed, weights); }, layer);
}

ImageShape latent_shape(const Layers& layers) {
  const auto specs = layers.empty() ? std::vector<WeightSpec>() : weight_specs(layers.front());
  if (specs.empty() || specs[0].sizes.size() < 2) return {0, 1};
  return {specs[0].sizes[specs[0].transposed ? 0 : 1], 1};
}

std::string batch_norm_mode(const Layers& layers) {
  for (const Layer& layer : layers)
    if (const auto* norm = std::get_if<BatchNorm>(&layer))
      return norm->sampling == BatchStatistics::batch ? "batch" : "running";
  return "none";
}

}  // namespace coopbench

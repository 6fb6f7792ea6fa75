#include "networks/layers/residual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace coopbench {
namespace {

using torch::Tensor;

std::string prefix(size_t place) { return std::to_string(place) + "_"; }

std::vector<WeightSpec> specs_of(const Residual::Inner& inner) {
  return std::visit([](const auto& layer) { return layer.weight_specs(); }, inner);
}

/// The tensors of one layer, under its own names.
template <class Layer>
LayerWeights own(const Layer& layer, const std::string& prefix, const LayerWeights& all) {
  LayerWeights weights;
  for (const WeightSpec& spec : layer.weight_specs())
    weights.add(spec.name, all.at(prefix + spec.name));
  return weights;
}

Tensor pass(const Residual::Inner& inner, size_t place, const Tensor& x, const LayerWeights& all,
            Pass pass) {
  return std::visit(
      [&](const auto& layer) { return layer.forward(x, own(layer, prefix(place), all), pass); },
      inner);
}

}  // namespace

ImageShape Residual::output_shape(ImageShape shape) const {
  ImageShape behind = shape;
  for (const Inner& inner : branch)
    behind = std::visit([&](const auto& layer) { return layer.output_shape(behind); }, inner);
  need_fit(behind == (shortcut ? shortcut->output_shape(shape) : shape), describe(), shape);
  return behind;
}

std::vector<WeightSpec> Residual::weight_specs() const {
  std::vector<WeightSpec> specs;
  const auto add = [&](const std::string& prefix, std::vector<WeightSpec> some) {
    for (WeightSpec& spec : some) {
      spec.name = prefix + spec.name;
      spec.spectral_norm = spectral_norm && spec.sizes.size() > 1;
      specs.push_back(std::move(spec));
    }
  };
  for (size_t i = 0; i < branch.size(); ++i) add(prefix(i), specs_of(branch[i]));
  if (shortcut) add("shortcut_", shortcut->weight_specs());
  return specs;
}

std::string Residual::describe() const {
  std::vector<std::string> parts;
  for (const Inner& inner : branch)
    parts.push_back(std::visit([](const auto& layer) { return layer.describe(); }, inner));
  return fmt::format("{} plus ({})", shortcut ? shortcut->describe() : "input",
                     fmt::join(parts, "; ")) +
         norm_text(spectral_norm);
}

Tensor Residual::forward(const Tensor& x, const LayerWeights& weights, Pass how) const {
  Tensor behind = x;
  for (size_t i = 0; i < branch.size(); ++i) behind = pass(branch[i], i, behind, weights, how);
  return behind + (shortcut ? shortcut->forward(x, own(*shortcut, "shortcut_", weights), how) : x);
}

Tensor Residual::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  std::vector<Tensor> inputs{passed.input};
  for (size_t i = 0; i < branch.size(); ++i)
    inputs.push_back(pass(branch[i], i, inputs.back(), weights, Pass::sampling));
  Tensor gradient = passed.gradient;
  for (size_t i = branch.size(); i-- > 0;)
    gradient = std::visit(
        [&](const auto& layer) {
          return layer.input_gradient({inputs[i], inputs[i + 1], gradient},
                                      own(layer, prefix(i), weights));
        },
        branch[i]);
  if (!shortcut) return gradient + passed.gradient;
  return gradient + shortcut->input_gradient({passed.input, passed.output, passed.gradient},
                                             own(*shortcut, "shortcut_", weights));
}

}  // namespace coopbench

#include "networks/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "core/errors.h"
#include "core/printable.h"
#include "networks/frozen_network.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Chain numbers of u and v, beyond those of weights.
constexpr int64_t first_direction = int64_t{1} << 31;

}  // namespace

Network::Network(Layers layers, const InitialWeights& initial, const Stream& stream)
    : layers_(std::move(layers)) {
  Stream numbers = stream, directions = stream;
  directions.first_chain += first_direction;
  for (size_t i = 0; i < layers_.size(); ++i) {
    LayerWeights& made = weights_.emplace_back();
    auto& norms = norms_.emplace_back();
    for (const WeightSpec& spec : weight_specs(layers_[i])) {
      const std::string name = std::to_string(i) + "_" + spec.name;
      const Tensor begun = initial_weight(spec, initial, numbers).set_requires_grad(spec.trained);
      (spec.trained ? trained_ : buffers_).push_back({name, begun, i});
      made.add(spec.name, begun);
      auto& norm = norms.emplace_back();
      if (!spec.spectral_norm) continue;
      norm = initial_spectral_norm(spec, directions);
      buffers_.push_back({name + "_u", norm->u, i});
      buffers_.push_back({name + "_v", norm->v, i});
    }
  }
}

Tensor Network::forward(Tensor x) const {
  for (size_t i = 0; i < layers_.size(); ++i) x = pass_layer(i, x);
  return x;
}

Tensor Network::forward_teaching(Tensor x) {
  for (size_t i = 0; i < layers_.size(); ++i)
    x = coopbench::forward(layers_[i], x, applied(i), Pass::teaching);
  return x;
}

Tensor Network::pass_layer(size_t layer, const Tensor& x) const {
  return coopbench::forward(layers_.at(layer), x, applied(layer));
}

LayerWeights Network::applied(size_t layer) const {
  LayerWeights applied = weights(layer);
  for (size_t w = 0; w < applied.size(); ++w)
    if (const auto& norm = norms_[layer][w]) applied[w] = applied[w] / norm->sigma(applied[w]);
  return applied;
}

void Network::take_on(const FrozenNetwork& frozen) {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < layers_.size(); ++i)
    for (size_t w = 0; w < weights_[i].size(); ++w)
      if (const auto last = frozen.last(i, w)) {
        norms_[i][w]->u.copy_(last->u);
        norms_[i][w]->v.copy_(last->v);
      }
}

std::vector<Tensor> Network::trained() const {
  std::vector<Tensor> weights;
  for (const Named& weight : trained_) weights.push_back(weight.tensor);
  return weights;
}

Archive Network::archive() const {
  Archive archive;
  for (const auto* list : {&trained_, &buffers_})
    for (const auto& [name, tensor, layer] : *list) archive.put(name, tensor);
  return archive;
}

void Network::restore(const Archive& archive) {
  const torch::NoGradGuard no_grad;
  const auto sizes_of = [](const Tensor& tensor) {
    return fmt::format("[{}]", fmt::join(tensor.sizes().begin(), tensor.sizes().end(), ", "));
  };
  const auto need = [&](bool fits, const Named& wanted, const std::string& found) {
    if (!fits)
      throw Failure(fmt::format(
          "these weights are of another net: layer {} ({}) wants '{}' of shape {}, and there is {}",
          wanted.layer, describe(layers_[wanted.layer]), wanted.name, sizes_of(wanted.tensor),
          found));
  };
  std::vector<Named> all = trained_;
  all.insert(all.end(), buffers_.begin(), buffers_.end());
  std::set<std::string> names;
  for (const Named& named : all) {
    need(archive.has(named.name), named, "none of that name");
    const Tensor& from = archive.at(named.name);
    need(from.sizes() == named.tensor.sizes(), named, sizes_of(from));
    names.insert(named.name);
  }
  for (const auto& [name, tensor] : archive.tensors())
    if (!names.contains(name))
      throw Failure(fmt::format(
          "these weights are of another net: there is '{}' of shape {}, and none of the {} layers "
          "has such a tensor",
          printable(name, kLongestQuote), sizes_of(tensor), layers_.size()));
  for (const Named& named : all) named.tensor.copy_(archive.at(named.name));
}

FrozenWeights::FrozenWeights(std::vector<Tensor> weights) : weights_(std::move(weights)) {
  for (Tensor& weight : weights_) weight.set_requires_grad(false);
}

FrozenWeights::~FrozenWeights() {
  for (Tensor& weight : weights_) weight.set_requires_grad(true);
}

}  // namespace coopbench

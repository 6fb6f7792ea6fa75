#include "networks/network.h"

#include "core/errors.h"
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
      (spec.trained ? trained_ : buffers_).push_back({name, begun});
      made.add(spec.name, begun);
      auto& norm = norms.emplace_back();
      if (!spec.spectral_norm) continue;
      norm = initial_spectral_norm(spec, directions);
      buffers_.push_back({name + "_u", norm->u});
      buffers_.push_back({name + "_v", norm->v});
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
    for (const auto& [name, tensor] : *list) archive.put(name, tensor);
  return archive;
}

void Network::restore(const Archive& archive) {
  const torch::NoGradGuard no_grad;
  const auto copy = [&](const std::string& name, const Tensor& to) {
    const Tensor& from = archive.at(name);
    if (from.sizes() != to.sizes())
      throw Failure("the checkpoint's '" + name +
                    "' has another shape; it belongs to other settings");
    to.copy_(from);
  };
  for (const auto* list : {&trained_, &buffers_})
    for (const auto& [name, tensor] : *list) copy(name, tensor);
}

FrozenWeights::FrozenWeights(std::vector<Tensor> weights) : weights_(std::move(weights)) {
  for (Tensor& weight : weights_) weight.set_requires_grad(false);
}

FrozenWeights::~FrozenWeights() {
  for (Tensor& weight : weights_) weight.set_requires_grad(true);
}

}  // namespace coopbench

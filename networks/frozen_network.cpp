#include "networks/frozen_network.h"

namespace coopbench {

using torch::Tensor;

FrozenNetwork::FrozenNetwork(const Network& network, int64_t steps)
    : layers_(network.layers()), steps_(steps) {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < layers_.size(); ++i) {
    LayerWeights& raw = raw_.emplace_back();
    auto& normed = normed_.emplace_back();
    for (const auto& [name, tensor] : network.weights(i)) {
      raw.add(name, tensor.detach());
      auto& of_weight = normed.emplace_back();
      const auto& norm = network.spectral_norm(i, raw.size() - 1);
      if (!norm) continue;
      of_weight = Normed{{}, *norm};
      const Tensor matrix = norm->matrix(tensor);
      for (int64_t k = 0; k < steps; ++k)
        of_weight->sigmas.push_back(power_iteration(of_weight->last, matrix));
      power_iteration(of_weight->last, matrix);
    }
  }
}

LayerWeights FrozenNetwork::weights(size_t layer, int64_t k) const {
  LayerWeights applied = raw(layer);
  for (size_t w = 0; w < applied.size(); ++w)
    if (normed_[layer][w]) applied[w] = applied[w] / sigma(layer, w, k);
  return applied;
}

double FrozenNetwork::sigma(size_t layer, size_t weight, int64_t k) const {
  const auto& normed = normed_.at(layer).at(weight);
  return normed ? normed->sigmas.at(static_cast<size_t>(k)) : 1;
}

bool FrozenNetwork::varies() const {
  return std::any_of(layers_.begin(), layers_.end(), has_spectral_norm);
}

Tensor FrozenNetwork::forward(Tensor x, int64_t k) const {
  for (size_t i = 0; i < layers_.size(); ++i) x = coopbench::forward(layers_[i], x, weights(i, k));
  return x;
}

std::optional<SpectralNorm> FrozenNetwork::last(size_t layer, size_t weight) const {
  const auto& normed = normed_.at(layer).at(weight);
  return normed ? std::optional(normed->last) : std::nullopt;
}

}  // namespace coopbench

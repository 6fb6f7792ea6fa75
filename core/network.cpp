#include "core/network.h"

#include "core/errors.h"

namespace coopbench {

using torch::Tensor;

Network::Network(Layers layers, const InitialWeights& initial, const Stream& stream)
    : layers_(std::move(layers)) {
  Stream numbers = stream;
  for (size_t i = 0; i < layers_.size(); ++i) {
    LayerWeights& made = weights_.emplace_back();
    for (const WeightSpec& spec : weight_specs(layers_[i])) {
      const std::string name = std::to_string(i) + "_" + spec.name;
      const Tensor begun = initial_weight(spec, initial, numbers);
      made.add(spec.name,
               spec.trained ? register_parameter(name, begun) : register_buffer(name, begun));
    }
  }
}

Tensor Network::forward(Tensor x) const {
  for (size_t i = 0; i < layers_.size(); ++i) x = pass_layer(i, x);
  return x;
}

Tensor Network::forward_teaching(Tensor x) {
  for (size_t i = 0; i < layers_.size(); ++i)
    x = coopbench::forward(layers_[i], x, weights_[i], Pass::teaching);
  return x;
}

Tensor Network::pass_layer(size_t layer, const Tensor& x) const {
  return coopbench::forward(layers_.at(layer), x, weights_.at(layer));
}

Archive Network::archive() const {
  Archive archive;
  for (const auto& item : named_parameters()) archive.put(item.key(), item.value());
  for (const auto& item : named_buffers()) archive.put(item.key(), item.value());
  return archive;
}

void Network::restore(const Archive& archive) {
  const torch::NoGradGuard no_grad;
  const auto copy = [&](const std::string& name, Tensor to) {
    const Tensor& from = archive.at(name);
    if (from.sizes() != to.sizes())
      throw Failure("the checkpoint's '" + name +
                    "' has another shape; it belongs to other settings");
    to.copy_(from);
  };
  for (const auto& item : named_parameters()) copy(item.key(), item.value());
  for (const auto& item : named_buffers()) copy(item.key(), item.value());
}

FrozenWeights::FrozenWeights(std::vector<Tensor> weights) : weights_(std::move(weights)) {
  for (Tensor& weight : weights_) weight.set_requires_grad(false);
}

FrozenWeights::~FrozenWeights() {
  for (Tensor& weight : weights_) weight.set_requires_grad(true);
}

}  // namespace coopbench

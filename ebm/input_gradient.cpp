#include "ebm/input_gradient.h"

#include <torch/autograd.h>

namespace coopbench {

using torch::Tensor;

EnergyGradient input_gradient(const FrozenNet& energy, const Tensor& x, int64_t k) {
  const torch::NoGradGuard no_grad;
  const FrozenNetwork& network = energy.network();
  const auto count = network.layers().size();
  std::vector<Tensor> outputs{x};
  std::vector<LayerWeights> weights;
  for (size_t i = 0; i < count; ++i) {
    weights.push_back(network.weights(i, k));
    outputs.push_back(forward(network.layers()[i], outputs.back(), weights.back()));
  }
  Tensor gradient = torch::full_like(outputs.back(), energy.sign());
  for (size_t i = count; i-- > 0;)
    gradient =
        input_gradient(network.layers()[i], {outputs[i], outputs[i + 1], gradient}, weights[i]);
  return {energy.sign() * outputs.back().flatten(1).sum(1), gradient};
}

EnergyGradient autograd_gradient(const Frozen& energy, const Tensor& x, int64_t k) {
  return autograd_gradient([&](const Tensor& at) { return energy.forward(at, k); }, x);
}

EnergyGradient autograd_gradient(const std::function<Tensor(const Tensor&)>& energy,
                                 const Tensor& x) {
  const torch::AutoGradMode with_graph(true);
  const Tensor at = x.detach().requires_grad_(true);
  const Tensor u = energy(at);
  return {u.detach(), torch::autograd::grad({u.sum()}, {at})[0]};
}

EnergyGradientOf field_of(const Frozen& energy) {
  return [&energy](const Tensor& x, int64_t k) {
    return energy.layered() != nullptr ? input_gradient(*energy.layered(), x, k)
                                       : autograd_gradient(energy, x, k);
  };
}

}  // namespace coopbench

#include "ebm/input_gradient.h"

#include <torch/autograd.h>

namespace coopbench {

using torch::Tensor;

Place input_gradient(const NetworkEnergy& energy, const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Network& network = energy.network();
  const auto count = network.layers().size();
  std::vector<Tensor> outputs{x};
  std::vector<LayerWeights> weights;
  for (size_t i = 0; i < count; ++i) {
    weights.push_back(network.applied(i));
    outputs.push_back(forward(network.layers()[i], outputs.back(), weights.back()));
  }
  Tensor gradient = torch::full_like(outputs.back(), energy.sign());
  for (size_t i = count; i-- > 0;)
    gradient =
        input_gradient(network.layers()[i], {outputs[i], outputs[i + 1], gradient}, weights[i]);
  return {x, gradient, energy.sign() * outputs.back().flatten(1).sum(1)};
}

Place autograd_gradient(const Energy& energy, const Tensor& x) {
  const torch::AutoGradMode with_graph(true);
  const Tensor at = x.detach().requires_grad_(true);
  const Tensor u = energy.forward(at);
  return {x, torch::autograd::grad({u.sum()}, {at})[0], u.detach()};
}

}  // namespace coopbench

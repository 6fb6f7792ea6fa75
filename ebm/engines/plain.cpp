#include <torch/autograd.h>

#include "ebm/engine.h"

namespace coopbench {
namespace {

/// grad U at x, [n, C, H, W]; the weights must be frozen.
torch::Tensor gradient_at(const Energy& energy, const torch::Tensor& x) {
  const torch::Tensor place = x.detach().requires_grad_(true);
  return torch::autograd::grad({energy.forward(place).sum()}, {place})[0];
}

/// All chains as one batch, the gradient by autograd.
Ends run(const Energy& energy, const StepRule& rule, int64_t steps, const torch::Tensor& x0,
         const Stream& stream) {
  const FrozenWeights frozen(energy.trained());
  torch::Tensor x = x0.detach();
  State state;
  double drift = 0;
  for (int64_t k = 0; k < steps; ++k) {
    const torch::Tensor gradient = gradient_at(energy, x);
    const torch::Tensor xi =
        rule.noise_scale() > 0 ? normal(stream, x.sizes(), k) : torch::Tensor();
    const Move move = rule.move(x, gradient, xi, state);
    x = move.x;
    drift += move.drift.flatten(1).norm(2, 1).mean().item<double>();
  }
  return {x, drift / static_cast<double>(steps), steps * x0.size(0)};
}

Engine make(const NoSettings&) { return run; }

}  // namespace

Engines::Entry plain() {
  return entry("plain", "all chains as one batch, gradients by autograd", make);
}

}  // namespace coopbench

#include "experiments/evaluation/energies.h"

#include "ebm/input_gradient.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kAtOnce = 64;

template <class Function>
Tensor for_images(const Tensor& x, Function function) {
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < x.size(0); i += kAtOnce)
    parts.push_back(function(x.slice(0, i, i + kAtOnce)).to(torch::kFloat64));
  return torch::cat(parts);
}

}  // namespace

Tensor true_energies(const RunParts& parts, const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return for_images(x, [&](const Tensor& part) { return parts.state.evaluated().forward(part); }) *
         parts.energy_scale;
}

Tensor gradient_norms(const RunParts& parts, const Tensor& x) {
  const Energy& energy = parts.state.evaluated();
  const FrozenWeights frozen(energy.trained());
  const auto u = [&](const Tensor& at) { return energy.forward(at); };
  return for_images(x,
                    [&](const Tensor& part) {
                      return autograd_gradient(u, part).gradient.flatten(1).norm(2, 1);
                    }) *
         parts.energy_scale;
}

}  // namespace coopbench

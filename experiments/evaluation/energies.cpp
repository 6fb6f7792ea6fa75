#include "experiments/evaluation/energies.h"

#include <fmt/format.h>

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

Tensor sampled_energies(const RunParts& parts, const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const StationaryLaw law = parts.sampled_law();
  return for_images(x, [&](const Tensor& part) {
    const Tensor u = parts.state.evaluated().forward(part).to(torch::kFloat64) * law.energy;
    if (law.square == 0) return u;
    return u + law.square / 2 * part.to(torch::kFloat64).flatten(1).square().sum(1);
  });
}

Tensor gradient_norms(const RunParts& parts, const Tensor& x) {
  const Energy& energy = parts.state.evaluated();
  const FrozenWeights frozen(energy.trained());
  const auto u = [&](const Tensor& at) { return energy.forward(at); };
  const StationaryLaw law = parts.sampled_law();
  return for_images(x, [&](const Tensor& part) {
    const Tensor gradient = autograd_gradient(u, part).gradient.to(torch::kFloat64);
    return (law.energy * gradient + law.square * part).flatten(1).norm(2, 1);
  });
}

std::string energy_unit(const RunParts& parts) {
  const StationaryLaw law = parts.sampled_law();
  return fmt::format(
      "Energies are {:.6g} U{}, where U is what the net itself gives: the run's samples are judged "
      "by the law exp(-energy).",
      law.energy, law.square == 0 ? "" : fmt::format(" + {:.6g} |x|^2", law.square / 2));
}

}  // namespace coopbench

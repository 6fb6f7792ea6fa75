#include "experiments/evaluation/learned_density.h"

#include <cmath>

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kSide = 200;

}  // namespace

LogDensity learned_log_density(const RunParts& parts) {
  return [&parts, law = parts.sampled_law()](const Tensor& x) {
    const Tensor images = x.to(torch::kFloat32).unsqueeze(-1).unsqueeze(-1),
                 u = parts.state.evaluated().forward(images).to(torch::kFloat64) * -law.energy;
    return law.square == 0 ? u : u - law.square / 2 * x.to(torch::kFloat64).square().sum(1);
  };
}

Grid view_grid(const RunParts& parts) { return {.view = parts.data.view, .side = kSide}; }

Densities densities(const RunParts& parts) {
  const torch::NoGradGuard no_grad;
  const double view = parts.data.view;
  const Tensor axis = torch::linspace(-view, view, kSide, torch::kFloat32);
  const Tensor points = torch::stack({axis.repeat({kSide}), axis.repeat_interleave(kSide)}, 1);
  const double log_cell = 2 * std::log(2 * view / (kSide - 1));
  const auto normalised = [&](const Tensor& log_density) {
    const Tensor wide = log_density.to(torch::kFloat64);
    return (wide - wide.logsumexp(0) - log_cell).to(torch::kFloat32).reshape({kSide, kSide});
  };
  return {axis, axis, normalised(parts.data.log_density(points)),
          normalised(learned_log_density(parts)(points))};
}

}  // namespace coopbench

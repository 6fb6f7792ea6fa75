#include "experiments/evaluation/learned_density.h"

#include <cmath>

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kSide = 200;

}  // namespace

LogDensity learned_log_density(const RunParts& parts) {
  return [&parts](const Tensor& x) {
    const Tensor images = x.to(torch::kFloat32).unsqueeze(-1).unsqueeze(-1);
    return parts.state.evaluated().forward(images).to(torch::kFloat64) * -parts.energy_scale;
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
  const Tensor energies = parts.state.evaluated().forward(points.unsqueeze(-1).unsqueeze(-1));
  return {axis, axis, normalised(parts.data.log_density(points)),
          normalised(-parts.energy_scale * energies.to(torch::kFloat64))};
}

}  // namespace coopbench

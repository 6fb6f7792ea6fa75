#include "experiments/evaluation/learned_density.h"

#include <torch/types.h>

#include <cmath>

#include "metrics/kernel_density.h"

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

Densities densities(const RunParts& parts, const Tensor& samples, double bandwidth) {
  const torch::NoGradGuard no_grad;
  const double view = parts.data.view;
  const Tensor axis = torch::linspace(-view, view, kSide, torch::kFloat32);
  const Tensor points = torch::stack({axis.repeat({kSide}), axis.repeat_interleave(kSide)}, 1);
  const double log_cell = 2 * std::log(2 * view / (kSide - 1));
  const auto normalised = [&](const Tensor& log_density) {
    const Tensor wide = log_density.to(torch::kFloat64);
    return (wide - wide.logsumexp(0) - log_cell).to(torch::kFloat32).reshape({kSide, kSide});
  };
  Densities found{axis,
                  axis,
                  normalised(parts.data.log_density(points)),
                  normalised(learned_log_density(parts)(points)),
                  {}};
  const Tensor ends = samples.flatten(1);
  const double published = parts.data.bandwidth,
               used = bandwidth > 0   ? bandwidth
                      : published > 0 ? published
                                      : scott_bandwidth(ends.size(0), ends.size(1));
  try {
    found.estimate = normalised(kernel_log_density(ends, points, used, *parts.workers));
  } catch (const std::invalid_argument&) {  // of samples without extent there is no estimate
  }
  return found;
}

Tensor chain_paths(const RunParts& parts, const SamplerConfig& sampler, uint64_t seed,
                   int64_t iteration, int64_t n, int64_t chains, int64_t marks) {
  const Chains starts =
      parts.state.start
          ->draw_eval(n,
                      {.seed = seed, .purpose = Purpose::evaluation_start, .iteration = iteration})
          .slice(0, std::min(chains, n));
  std::vector<Tensor> places{starts.x.flatten(1)};
  int64_t before = 0;
  for (int64_t i = 1; i <= marks; ++i) {
    SamplerConfig first = sampler;
    first.steps = sampler.steps * i / marks;
    if (first.steps == before) continue;
    before = first.steps;
    const Ends ends = make_sampler(first, parts.workers)(parts.state.evaluated(), parts.data.shape)(
        starts, {.seed = seed, .purpose = Purpose::evaluation_step, .iteration = iteration});
    places.push_back(ends.chains.x.flatten(1));
  }
  return torch::stack(places, 1);
}

}  // namespace coopbench

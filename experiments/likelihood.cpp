#include "experiments/likelihood.h"

#include "experiments/annealing.h"
#include "experiments/energies.h"
#include "experiments/or_why.h"
#include "metrics/grid_density.h"
#include "metrics/modes.h"

namespace coopbench {
namespace {

using torch::Tensor;

Grid grid_of(const RunParts& parts) { return {.view = parts.data.view, .side = 200}; }

/// -U of the run in true-energy units.
LogDensity learned(const RunParts& parts) {
  return [&parts](const Tensor& x) {
    const Tensor images = x.to(torch::kFloat32).unsqueeze(-1).unsqueeze(-1);
    return parts.state.evaluated().forward(images).to(torch::kFloat64) * -parts.energy_scale;
  };
}

Json grid_report(const RunParts& parts, const Tensor& points) {
  const Grid grid = grid_of(parts);
  const Tensor own = on_grid(learned(parts), grid), truth = on_grid(parts.data.log_density, grid);
  const double log_z = grid_log_z(own, grid);
  const TemperedKl tempered = kl_over_temperature(truth, own);
  return {{"log_z", log_z},
          {"nll", grid_nll(learned(parts), points, log_z)},
          {"nll_true", -parts.data.log_density(points.to(torch::kFloat64)).mean().item<double>()},
          {"kl", kl_on_grid(truth, own)},
          {"reverse_kl", kl_on_grid(own, truth)},
          {"minimised_kl", tempered.kl},
          {"temperature", tempered.temperature}};
}

/// n draws of the learned density on the grid, each anywhere in its cell, [n,2].
Tensor grid_draws(const RunParts& parts, int64_t n, uint64_t seed) {
  const Grid grid = grid_of(parts);
  const Tensor density = on_grid(learned(parts), grid).flatten().softmax(0).cumsum(0);
  const Stream stream{.seed = seed, .purpose = Purpose::annealing, .use = Use::grid};
  const Tensor level = uniform(stream, {n}, 0, 1).to(torch::kFloat64);
  const Tensor cells = torch::searchsorted(density, level).clamp_max(density.size(0) - 1);
  const double half = grid.view / static_cast<double>(grid.side - 1);
  return grid.points().index_select(0, cells) +
         uniform(stream, {n, 2}, -half, half, /*step=*/1).to(torch::kFloat64);
}

Json annealing_report(const RunParts& parts, uint64_t seed) {
  constexpr int64_t chains = 64;
  const FrozenWeights frozen(parts.state.evaluated().trained());
  const LogZBracket bracket = log_z_bracket(
      learned(parts), chains, grid_draws(parts, chains, seed),
      {.base_sd = parts.data.view / 2, .temperatures = 100, .leapfrogs = 5, .seed = seed},
      *parts.workers);
  return {{"low", bracket.low},
          {"high", bracket.high},
          {"forward", bracket.forward.log_z},
          {"reverse", bracket.reverse.log_z},
          {"effective_samples", bracket.forward.effective_samples}};
}

Json modes_report(const RunParts& parts, const Tensor& ends) {
  const Measured found =
      modes(ends.flatten(1), parts.data.modes, parts.data.mode_sd, 1, *parts.workers);
  Json report = {{"hit", found.estimate}};
  report.update(found.details);
  return report;
}

}  // namespace

Json likelihood_report(const RunParts& parts, const Samples& samples, const Tensor& real,
                       uint64_t seed) {
  if (!parts.data.log_density) return {};
  const torch::NoGradGuard no_grad;
  Json report = {{"grid", or_why([&] { return grid_report(parts, real.flatten(1)); })},
                 {"annealing", or_why([&] { return annealing_report(parts, seed); })}};
  if (parts.data.modes.defined())
    report["modes"] = or_why([&] { return modes_report(parts, samples.end); });
  return report;
}

}  // namespace coopbench

#include "experiments/evaluation/annealing.h"

#include "experiments/evaluation/learned_density.h"
#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kChains = 64;

/// n draws of the learned density on the grid, each anywhere in its cell, [n,2].
Tensor grid_draws(const RunParts& parts, int64_t n, uint64_t seed) {
  const Grid grid = view_grid(parts);
  const Tensor density = on_grid(learned_log_density(parts), grid).flatten().softmax(0).cumsum(0);
  const Stream stream{.seed = seed, .purpose = Purpose::annealing, .use = Use::grid};
  const Tensor level = uniform(stream, {n}, 0, 1).to(torch::kFloat64);
  const Tensor cells = torch::searchsorted(density, level).clamp_max(density.size(0) - 1);
  const double half = grid.view / static_cast<double>(grid.side - 1);
  return grid.points().index_select(0, cells) +
         uniform(stream, {n, 2}, -half, half, /*step=*/1).to(torch::kFloat64);
}

/// The bracket on log Z: low from draws of a Gaussian, high from draws of the grid, which is one
/// only for an energy without mass outside of the view.
Findings take(const EndedRun& run) {
  const torch::NoGradGuard no_grad;
  const FrozenWeights frozen(run.parts.state.evaluated().trained());
  const LogZBracket bracket = log_z_bracket(
      learned_log_density(run.parts), kChains, grid_draws(run.parts, kChains, run.seed),
      {.base_sd = run.parts.data.view / 2, .temperatures = 100, .leapfrogs = 5, .seed = run.seed},
      *run.parts.workers);
  return {{{.key = "likelihood.annealing.low",
            .group = "annealing",
            .name = "log Z, from below",
            .unit = "nats",
            .estimate = bracket.low,
            .details = {{"forward", bracket.forward.log_z},
                        {"effective_samples", bracket.forward.effective_samples}}},
           {.key = "likelihood.annealing.high",
            .group = "annealing",
            .name = "log Z of the view, from above",
            .unit = "nats",
            .estimate = bracket.high,
            .details = {{"reverse", bracket.reverse.log_z}}}}};
}

Measurement make(const NoSettings&) {
  return {.table = kLikelihoodTable,
          .notes = {"Annealing brackets log Z. From below, above the grid's log Z: the energy has "
                    "mass outside of the view, where no data taught it."},
          .needs = {need::finished_run(), need::known_density(), need::stationary_law()},
          .take = take};
}

}  // namespace

Measurements::Entry annealing_measurement() {
  return entry("annealing", "log Z between two bounds, by annealed importance sampling", make);
}

}  // namespace coopbench

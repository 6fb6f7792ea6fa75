#include "experiments/evaluation/learned_density.h"
#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const torch::NoGradGuard no_grad;
  const Grid grid = view_grid(run.parts);
  const LogDensity learned = learned_log_density(run.parts);
  const torch::Tensor points = run.real.flatten(1), own = on_grid(learned, grid),
                      truth = on_grid(run.parts.data.log_density, grid);
  const TemperedKl tempered = kl_over_temperature(truth, own);
  Findings found;
  const auto add = [&](const char* what, const char* name, double value, const char* unit = "nats",
                       Direction better = Direction::neither) {
    found.rows.push_back({.key = std::string("likelihood.grid.") + what,
                          .group = "grid",
                          .name = name,
                          .unit = unit,
                          .better = better,
                          .estimate = value});
  };
  if (run.parts.law) {
    const double log_z = grid_log_z(own, grid);
    add("log_z", "log Z", log_z);
    add("nll", "negative log-likelihood", grid_nll(learned, points, log_z), "nats",
        Direction::lower);
    add("nll_true", "the same of the true density",
        -run.parts.data.log_density(points.to(torch::kFloat64)).mean().item<double>());
    add("kl", "KL(true || learned)", kl_on_grid(truth, own), "nats", Direction::lower);
    add("reverse_kl", "KL(learned || true)", kl_on_grid(own, truth), "nats", Direction::lower);
  }
  add("minimised_kl", "least KL over a temperature", tempered.kl);
  add("temperature", "that temperature", tempered.temperature, "");
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kLikelihoodTable,
          .notes = {"Grid: exact on a grid over the view, of the law that the step rule keeps: U "
                    "at the rule's temperature, and what the rule adds to it. A rule without noise "
                    "keeps none; then only the least KL over a temperature is there, which no "
                    "sampler has, so that it ranks nothing."},
          .needs = {need::finished_run(), need::known_density()},
          .take = take};
}

}  // namespace

Measurements::Entry grid_measurement() {
  return entry("grid", "likelihood and divergence on a grid, of data with a known density", make);
}

}  // namespace coopbench

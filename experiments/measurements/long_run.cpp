#include "experiments/evaluation/energies.h"
#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/or_why.h"
#include "metrics/chains.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kChains = 64;

/// Energies of the chains, a draw a round, [chains, rounds]; fewer rounds where they leave the
/// bounds.
Tensor long_energies(const EndedRun& run) {
  const RunParts& parts = run.parts;
  const Sampling sampling = parts.sampler(parts.state.evaluated(), parts.data.shape);
  Chains chains = run.samples.chains.slice(0, std::min(kChains, run.samples.chains.size()));
  std::vector<Tensor> rounds;
  for (int64_t round = 0; round < run.config.evaluation.long_run; ++round) {
    chains = sample_in_chunks(sampling, chains,
                              {.seed = run.seed, .purpose = Purpose::long_run, .iteration = round},
                              run.config.training.chains)
                 .chains;
    if (!beyond_bounds(chains.x, run.config.training).empty()) break;
    rounds.push_back(sampled_energies(parts, chains.x));
  }
  return rounds.empty() ? torch::empty({chains.size(), 0}, torch::kFloat64)
                        : torch::stack(rounds, 1);
}

Findings take(const EndedRun& run) {
  const Tensor energies = long_energies(run);
  const auto row = [](const char* what, const char* name, const char* unit = "",
                      Direction better = Direction::neither) {
    return MetricRow{.key = std::string("chains.long_run.") + what,
                     .group = "long run",
                     .name = name,
                     .unit = unit,
                     .better = better};
  };
  if (energies.size(1) < run.config.evaluation.long_run) {
    MetricRow left = row("diverged_at", "left the bounds at round");
    left.estimate = static_cast<double>(energies.size(1));
    return {{left}};
  }
  Findings found;
  const auto add = [&](const MetricRow& empty, const std::function<double()>& value) {
    found.rows.push_back(or_why(empty, [&](MetricRow& filled) { filled.estimate = value(); }));
  };
  add(row("rhat", "R-hat of the energy", "", Direction::lower),
      [&] { return rhat(energies, RhatKind::rank); });
  add(row("ess_bulk", "effective draws, bulk", "", Direction::higher),
      [&] { return ess(energies, EssKind::bulk); });
  add(row("ess_tail", "effective draws, tail", "", Direction::higher),
      [&] { return ess(energies, EssKind::tail); });
  add(row("autocorrelation_time", "autocorrelation time", "rounds", Direction::lower),
      [&] { return iact(energies); });
  found.rows[0].details = {{"chains", energies.size(0)},
                           {"rounds", energies.size(1)},
                           {"steps", energies.size(1) * run.config.sampler.steps}};
  return found;
}

Measurement make(const NoSettings&) {
  return {
      .table = kChainsTable,
      .notes =
          {"Long run: up to 64 chains that go on from their ends for further rounds of K steps, "
           "a draw a round. R-hat above 1.01 or few effective draws: the chains do not "
           "mix, so samples depend on where chains start."},
      .needs = {need::finished_run(), need::long_run()},
      .take = take};
}

}  // namespace

Measurements::Entry long_run_measurement() {
  return entry("long_run", "whether trained chains mix when they go on", make);
}

}  // namespace coopbench

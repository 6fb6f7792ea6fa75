#include "experiments/chain_report.h"

#include "experiments/energies.h"
#include "experiments/or_why.h"
#include "metrics/chains.h"
#include "metrics/displacement.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kLongChains = 64;

Json travel(const RunConfig& config, const Samples& samples, const Tensor& real, Workers& workers) {
  const Travel found = chain_travel(samples.start.flatten(1), samples.end.flatten(1),
                                    real.flatten(1), samples.r, config.sampler.steps, workers);
  return {{"displacement", found.displacement},
          {"path", found.path},
          {"nearest", found.nearest},
          {"random", found.random},
          {"reach", reach(found)}};
}

Json memory_report(const Memory& memory) {
  const Tensor used = memory.age.index({memory.age > 0}).to(torch::kFloat64);
  Json report = {{"size", memory.states.size(0)}, {"taken_on", used.size(0)}};
  if (used.size(0) > 0)
    report.update(
        {{"age_mean", used.mean().item<double>()}, {"age_max", memory.age.max().item<int64_t>()}});
  report["duplicates"] = duplicate_share(memory.states.flatten(1));
  return report;
}

/// Energies of the chains, a draw a round, [chains, rounds]; fewer rounds where they leave the
/// bounds.
Tensor long_energies(const RunConfig& config, const RunParts& parts, Chains chains, uint64_t seed) {
  const Sampling sampling = parts.sampler(parts.state.evaluated(), parts.data.shape);
  std::vector<Tensor> rounds;
  for (int64_t round = 0; round < config.evaluation.long_run; ++round) {
    chains = sample_in_chunks(sampling, chains,
                              {.seed = seed, .purpose = Purpose::long_run, .iteration = round},
                              config.training.chains)
                 .chains;
    if (!beyond_bounds(chains.x, config.training).empty()) break;
    rounds.push_back(true_energies(parts, chains.x));
  }
  return rounds.empty() ? torch::empty({chains.size(), 0}, torch::kFloat64)
                        : torch::stack(rounds, 1);
}

Json long_run(const RunConfig& config, const RunParts& parts, const Chains& ends, uint64_t seed) {
  const Tensor energies =
      long_energies(config, parts, ends.slice(0, std::min(kLongChains, ends.size())), seed);
  Json report = {{"chains", energies.size(0)},
                 {"rounds", energies.size(1)},
                 {"steps", energies.size(1) * config.sampler.steps}};
  if (energies.size(1) < config.evaluation.long_run) {
    report["diverged_at"] = energies.size(1);
    return report;
  }
  report.update(or_why([&]() -> Json {
    return {{"rhat", rhat(energies, RhatKind::rank)},
            {"ess_bulk", ess(energies, EssKind::bulk)},
            {"ess_tail", ess(energies, EssKind::tail)},
            {"autocorrelation_time", iact(energies)}};
  }));
  return report;
}

}  // namespace

Json chain_report(const RunConfig& config, const RunParts& parts, const Samples& samples,
                  const Tensor& real, uint64_t seed) {
  Json report = {{"travel", or_why([&] { return travel(config, samples, real, *parts.workers); })},
                 {"duplicates", duplicate_share(samples.end.flatten(1))}};
  if (const Memory memory = parts.state.start->memory(); memory.states.defined())
    report["memory"] = memory_report(memory);
  if (config.evaluation.long_run > 0)
    report["long_run"] = long_run(config, parts, samples.chains, seed);
  return report;
}

}  // namespace coopbench

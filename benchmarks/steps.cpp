#include "benchmarks/benchmarks.h"
#include "benchmarks/step_rows.h"
#include "ebm/sampler.h"

namespace coopbench {
namespace {

/// The K steps of a row by an engine, ready to be run. Throws UserError where the engine can't.
std::function<void()> prepared(const StepRow& row, const std::string& engine, int /*threads*/) {
  const std::shared_ptr<const Energy> energy = energy_of(row);
  const Sampler sample = make_sampler(parse_config<SamplerConfig>(
      {{"rule",
        {{"name", "free_noise"}, {"step_size", row.step_size}, {"noise_scale", row.noise_scale}}},
       {"steps", row.steps},
       {"engine", engine}},
      row.name));
  const torch::Tensor x0 =
      uniform({.seed = 2}, {row.chains, row.shape.channels, row.shape.side, row.shape.side}, -1, 1);
  return [=] { benchmark::DoNotOptimize(sample(*energy, x0, {.purpose = Purpose::step})); };
}

}  // namespace

void add_steps() {
  for (const StepRow& row : step_rows())
    for (const std::string& engine : engines().names())
      add_row(row.name + "/" + engine, row.steps,
              flop_of_step(row) * static_cast<double>(row.steps),
              [=](int threads) { return prepared(row, engine, threads); });
}

}  // namespace coopbench

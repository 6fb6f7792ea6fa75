#include <ATen/Parallel.h>

#include "benchmarks/benchmarks.h"
#include "benchmarks/step_rows.h"
#include "ebm/sampler.h"

namespace coopbench {
namespace {

struct Contestant {
  std::string engine, precision;
  std::string name() const { return precision == "float32" ? engine : engine + "-" + precision; }
};

SamplerConfig sampler_of(const StepRow& row, const Contestant& contestant) {
  return parse_config<SamplerConfig>(
      {{"rule",
        {{"name", "free_noise"}, {"step_size", row.step_size}, {"noise_scale", row.noise_scale}}},
       {"steps", row.steps},
       {"engine", contestant.engine},
       {"precision", contestant.precision}},
      row.name);
}

bool can_run(const StepRow& row, const Contestant& contestant) try {
  picked_engine(sampler_of(row, contestant), *energy_of(row), row.shape);
  return true;
} catch (const UserError&) {
  return false;
}

/// Every engine but `check`, which is two of the others, in every precision that it has.
std::vector<Contestant> contestants(const StepRow& row) {
  std::vector<Contestant> found;
  for (const std::string& engine : engines().names())
    for (const char* precision : {"float32", "bf16"})
      if (const Contestant contestant{engine, precision};
          engine != "check" && can_run(row, contestant))
        found.push_back(contestant);
  return found;
}

/// The K steps of a row, ready to be run.
std::function<void()> prepared(const StepRow& row, const Contestant& contestant, int threads) {
  const std::shared_ptr<const Energy> energy = energy_of(row);
  const Sampler sample =
      make_sampler(sampler_of(row, contestant), std::make_shared<Workers>(threads));
  // Its threads are LibTorch's own; the workers of the others run LibTorch on one thread each.
  if (contestant.engine == "plain") at::set_num_threads(threads);
  const torch::Tensor x0 =
      uniform({.seed = 2}, {row.chains, row.shape.channels, row.shape.side, row.shape.side}, -1, 1);
  return [=] {
    benchmark::DoNotOptimize(sample(*energy, row.shape)({x0}, {.purpose = Purpose::step}));
  };
}

}  // namespace

void add_steps() {
  for (const StepRow& row : step_rows())
    for (const Contestant& contestant : contestants(row))
      add_row(row.name + "/" + contestant.name(), row.steps,
              flop_of_step(row) * static_cast<double>(row.steps),
              [=](int threads) { return prepared(row, contestant, threads); });
}

}  // namespace coopbench

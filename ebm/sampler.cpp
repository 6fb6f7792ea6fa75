#include "ebm/sampler.h"

namespace coopbench {

namespace {

EngineContext context_of(const SamplerConfig& config, std::shared_ptr<Workers> workers) {
  return {std::move(workers), config.precision};
}

}  // namespace

Sampler make_sampler(const SamplerConfig& config, std::shared_ptr<Workers> workers) {
  return [rule = step_rules().make(config.rule), wanted = config.engine, steps = config.steps,
          choice = std::make_shared<EngineChoice>(context_of(config, std::move(workers)))](
             const Energy& energy, ImageShape shape) {
    const auto frozen = energy.freeze(steps);
    const auto picked = choice->pick(wanted, *frozen, *rule, shape);
    const Steps run = choice->engine(picked.name).prepare(frozen, rule, steps, shape);
    return Sampling{frozen, [run, choice](const Chains& starts, const Stream& stream) {
                      return run(starts, stream);
                    }};
  };
}

PickedEngine picked_engine(const SamplerConfig& config, const Energy& energy, ImageShape shape) {
  return EngineChoice(context_of(config, std::make_shared<Workers>(1)))
      .pick(config.engine, *energy.freeze(0), *step_rules().make(config.rule), shape);
}

double energy_scale(const SamplerConfig& config) {
  return step_rules().make(config.rule)->energy_scale();
}

std::vector<std::string> counted(const SamplerConfig& config) {
  return step_rules().make(config.rule)->counts();
}

Ends sample_in_chunks(const Sampling& sampling, const Chains& starts, const Stream& stream,
                      int64_t chunk) {
  std::vector<Ends> parts;
  for (int64_t first = 0; first < starts.size(); first += chunk)
    parts.push_back(
        sampling(starts.slice(first, std::min(first + chunk, starts.size())), stream.after(first)));
  return joined(parts);
}

}  // namespace coopbench

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
             const Energy& energy, const torch::Tensor& x0, const Stream& stream) {
    const auto picked = choice->pick(wanted, energy, *rule, {x0.size(1), x0.size(2)});
    return choice->engine(picked.name).run(energy, *rule, steps, x0, stream);
  };
}

PickedEngine picked_engine(const SamplerConfig& config, const Energy& energy, ImageShape shape) {
  return EngineChoice(context_of(config, std::make_shared<Workers>(1)))
      .pick(config.engine, energy, *step_rules().make(config.rule), shape);
}

double energy_scale(const SamplerConfig& config) {
  return step_rules().make(config.rule)->energy_scale();
}

Ends sample_in_chunks(const Sampler& sample, const Energy& energy, const torch::Tensor& x0,
                      const Stream& stream, int64_t chunk) {
  Ends all;
  std::vector<torch::Tensor> parts;
  for (int64_t first = 0; first < x0.size(0); first += chunk) {
    Stream part = stream;
    part.first_chain += first;
    const Ends ends = sample(energy, x0.slice(0, first, std::min(first + chunk, x0.size(0))), part);
    parts.push_back(ends.x);
    all.r += ends.r * static_cast<double>(ends.x.size(0)) / static_cast<double>(x0.size(0));
    all.gradients += ends.gradients;
  }
  all.x = torch::cat(parts);
  return all;
}

}  // namespace coopbench

#include "ebm/sampler.h"

namespace coopbench {

Sampler make_sampler(const SamplerConfig& config) {
  return
      [rule = step_rules().make(config.rule), engine = engines().make({{{"name", config.engine}}}),
       steps = config.steps](const Energy& energy, const torch::Tensor& x0, const Stream& stream) {
        return engine(energy, *rule, steps, x0, stream);
      };
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

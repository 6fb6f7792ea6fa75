#pragma once

#include "ebm/engine_choice.h"

namespace coopbench {

struct SamplerConfig {
  Choice rule;
  int64_t steps = 20;
  std::string engine = "auto";
  Precision precision = Precision::float32;
  static auto fields() {
    return std::tuple{
        required(field("rule", &SamplerConfig::rule, step_rules().choice(),
                       "step rule: the arithmetic of one step")),
        field("steps", &SamplerConfig::steps, between(1, 1 << 24), "K, MCMC steps of each chain"),
        field("engine", &SamplerConfig::engine, one_of(engine_names()),
              "what runs the steps; auto: the fastest that can"),
        field("precision", &SamplerConfig::precision,
              "of products within the net; sums, steps and noise are float32")};
  }
};

/// Takes chains from x0 to their ends: a step rule, a number of steps and an engine bound together.
using Sampler = std::function<Ends(const Energy&, const torch::Tensor& x0, const Stream&)>;

Sampler make_sampler(const SamplerConfig& config, std::shared_ptr<Workers> workers);

/// The engine that this sampler takes for an energy. Throws UserError when none can run it.
PickedEngine picked_engine(const SamplerConfig& config, const Energy& energy, ImageShape shape);

/// true energy / U of the config's step rule.
double energy_scale(const SamplerConfig& config);

/// Runs the sampler on `chunk` chains at a time, so that memory stays flat whatever n is. Each
/// chain's noise is that of its number; r is the mean over all chains.
Ends sample_in_chunks(const Sampler& sample, const Energy& energy, const torch::Tensor& x0,
                      const Stream& stream, int64_t chunk);

}  // namespace coopbench

#pragma once

#include "ebm/engine.h"

namespace coopbench {

struct SamplerConfig {
  Choice rule;
  int64_t steps = 20;
  std::string engine = "plain";
  static auto fields() {
    return std::tuple{
        field("rule", &SamplerConfig::rule, step_rules().choice(),
              "step rule: the arithmetic of one step"),
        field("steps", &SamplerConfig::steps, between(1, 1 << 24), "K, MCMC steps of each chain"),
        field("engine", &SamplerConfig::engine, one_of(engines().names()), "what runs the steps")};
  }
};

/// Takes chains from x0 to their ends: a step rule, a number of steps and an engine bound together.
using Sampler = std::function<Ends(const Energy&, const torch::Tensor& x0, const Stream&)>;

Sampler make_sampler(const SamplerConfig& config);

/// true energy / U of the config's step rule.
double energy_scale(const SamplerConfig& config);

/// Runs the sampler on `chunk` chains at a time, so that memory stays flat whatever n is. Each
/// chain's noise is that of its number; r is the mean over all chains.
Ends sample_in_chunks(const Sampler& sample, const Energy& energy, const torch::Tensor& x0,
                      const Stream& stream, int64_t chunk);

}  // namespace coopbench

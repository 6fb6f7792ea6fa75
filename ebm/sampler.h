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

/// K steps on an energy as it was when they were asked for.
struct Sampling {
  std::shared_ptr<const Frozen> energy;
  Steps steps;

  Ends operator()(const Chains& starts, const Stream& stream) const {
    return steps(starts, stream);
  }
};

/// A step rule, a number of steps and an engine bound together: gives the K steps on an energy.
/// What all chains share, such as the laid out weights, is made once there.
using Sampler = std::function<Sampling(const Energy&, ImageShape)>;

Sampler make_sampler(const SamplerConfig& config, std::shared_ptr<Workers> workers);

/// The engine that this sampler takes for an energy. Throws UserError when none can run it.
PickedEngine picked_engine(const SamplerConfig& config, const Energy& energy, ImageShape shape);

/// true energy / U of the config's step rule.
double energy_scale(const SamplerConfig& config);

/// Names of what the config's step rule counts at each step.
std::vector<std::string> counted(const SamplerConfig& config);

/// Takes `chunk` chains at a time, so that memory stays flat whatever their number is. Each chain's
/// noise is that of its number; r and shares are means over all chains.
Ends sample_in_chunks(const Sampling& sampling, const Chains& starts, const Stream& stream,
                      int64_t chunk);

}  // namespace coopbench

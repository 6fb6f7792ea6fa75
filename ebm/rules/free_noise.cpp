#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config : LinearOptions {
  double step_size = 1, noise_scale = 0.01;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("step_size", &Config::step_size, above(0), "factor of grad U"),
                   field("noise_scale", &Config::noise_scale, at_least(0),
                         "standard deviation of the noise in data units")},
        LinearOptions::fields());
  }
};

/// x <- x - a * grad U(x) + c * xi: step size and noise chosen apart, the loss not rescaled
/// (Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent Short-Run MCMC"; Grathwohl et al.
/// 2020, JEM).
std::shared_ptr<const StepRule> make(const Config& config) {
  return linear_rule(config.on({.gradient = -config.step_size, .noise = config.noise_scale}));
}

}  // namespace

StepRules::Entry free_noise() {
  return entry("free_noise", "x - a*grad U + c*xi, step size and noise apart (short-run, JEM)",
               make);
}

}  // namespace coopbench

#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config : LinearOptions {
  double step_size = 1, momentum = 0, noise_scale = 0;
  static auto fields() {
    return std::tuple_cat(std::tuple{field("step_size", &Config::step_size, above(0),
                                           "factor of the averaged gradient"),
                                     field("momentum", &Config::momentum, from_below(0, 1),
                                           "share of the old average in the new one"),
                                     field("noise_scale", &Config::noise_scale, at_least(0),
                                           "standard deviation of the noise in data units")},
                          LinearOptions::fields());
  }
};

/// x <- x + a * m (+ c * xi) with m the momentum average of grad f = -grad U: m0 = g0, m = b*m +
/// (1-b)*g. Gradient ascent on f, by default without noise, of the thesis "Energy models" (Perkins
/// 2021).
std::shared_ptr<const StepRule> make(const Config& config) {
  return linear_rule(config.on(
      {.gradient = -config.step_size, .momentum = config.momentum, .noise = config.noise_scale}));
}

}  // namespace

StepRules::Entry ascent() {
  return entry("ascent", "x + a*m with m the momentum average of -grad U, noise optional (thesis)",
               make);
}

}  // namespace coopbench

#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config : LinearOptions {
  double step_size = 0.001, noise_factor = 1;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("step_size", &Config::step_size, above(0), "s, the factor of grad U"),
                   field("noise_factor", &Config::noise_factor, at_least(0),
                         "c: the noise has standard deviation sqrt(2s) * c; 1 keeps exp(-U)")},
        LinearOptions::fields());
  }
};

/// x <- x - s * grad U(x) + sqrt(2s) * c * xi: the Euler-Maruyama step of Langevin dynamics
/// (Roberts and Tweedie 1996), as in TorchEBM, whose `noise_scale` is c.
std::shared_ptr<const StepRule> make(const Config& config) {
  const double s = config.step_size;
  return linear_rule(config.on({.gradient = -s, .noise = std::sqrt(2 * s) * config.noise_factor}));
}

}  // namespace

StepRules::Entry textbook() {
  return entry("textbook", "Langevin: x - s*grad U + sqrt(2s)*c*xi (TorchEBM)", make);
}

}  // namespace coopbench

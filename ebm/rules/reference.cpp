#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config : LinearOptions {
  double step_size = 0.002, reference_scale = 0.016;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("step_size", &Config::step_size, above(0),
                         "s; the noise has standard deviation s"),
                   field("reference_scale", &Config::reference_scale, above(0),
                         "sigma, the standard deviation of the reference Gaussian")},
        LinearOptions::fields());
  }
};

/// x <- x - s^2/2 * (x / sigma^2 + grad U(x)) + s * xi: Langevin dynamics on U plus the energy of a
/// reference Gaussian, sum x^2 / (2 sigma^2) (Xie et al. 2018, equation 8). The reference term is
/// the rule's: no network output, loss or bound contains it, for at sigma 0.016 it would drown U in
/// float32.
std::shared_ptr<const StepRule> make(const Config& config) {
  const double s = config.step_size, sigma = config.reference_scale;
  return linear_rule(
      config.on({.gradient = -s * s / 2, .x = -s * s / (2 * sigma * sigma), .noise = s}));
}

}  // namespace

StepRules::Entry reference() {
  return entry(
      "reference",
      "Langevin with a reference Gaussian: x - s^2/2*(x/sigma^2 + grad U) + s*xi (CoopNets)", make);
}

}  // namespace coopbench

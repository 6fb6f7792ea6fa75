#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config : LinearOptions {
  double noise_scale = 0.01;
  static auto fields() {
    return std::tuple_cat(
        std::tuple{field("noise_scale", &Config::noise_scale, at_least(0),
                         "eps, the standard deviation of the noise in data units")},
        LinearOptions::fields());
  }
};

/// x <- x - grad U(x) + eps * xi: Langevin dynamics whose factor eps^2/2 is folded into U, so that
/// the true energy is U * 2/eps^2 (Nijkamp et al. 2020, equation 5). With eps 0 the energy has no
/// temperature; the option `temperature` leaves the true energy as it is.
std::shared_ptr<const StepRule> make(const Config& config) {
  const double eps = config.noise_scale;
  return linear_rule(config.on({.gradient = -1, .noise = eps}), eps > 0 ? 2 / (eps * eps) : 1);
}

}  // namespace

StepRules::Entry scaled() {
  return entry("scaled", "x - grad U + eps*xi; true energy U*2/eps^2 (EBM anatomy)", make);
}

}  // namespace coopbench

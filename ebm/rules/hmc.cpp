#include "ebm/rules/hmc.h"

#include "ebm/metropolis.h"
#include "ebm/temperature.h"

namespace coopbench {

using torch::Tensor;

Phase leapfrog(Phase phase, const Local& local, int64_t k, double step_size, int64_t leapfrogs,
               double temperature) {
  const double half = step_size / (2 * temperature);
  for (int64_t i = 0; i < leapfrogs; ++i) {
    phase.momentum = torch::sub(phase.momentum, phase.here.gradient, half);
    phase.x = torch::add(phase.x, phase.momentum, step_size);
    phase.here = local.at(phase.x, k);
    phase.momentum = torch::sub(phase.momentum, phase.here.gradient, half);
  }
  return phase;
}

namespace {

struct Config : Temperature {
  double step_size = 0.01;
  int64_t leapfrogs = 10;
  static auto fields() {
    return std::tuple_cat(
        Temperature::fields(),
        std::tuple{field("step_size", &Config::step_size, above(0),
                         "eps: the size of a leapfrog step, times a factor in [0.8, 1.2] that all "
                         "chains share and each step draws"),
                   field("leapfrogs", &Config::leapfrogs, between(1, 100000),
                         "leapfrog steps of a proposal; 1 makes it mala")});
  }
};

Tensor kinetic(const Tensor& momentum) {
  return momentum.to(torch::kFloat64).square().flatten(1).sum(1) / 2;
}

/// Hamiltonian Monte Carlo on E = U / T: a proposal is the end of `leapfrogs` leapfrog steps from a
/// standard normal momentum, accepted with probability min(1, exp(H(x, p) - H(x', p'))) with
/// H = E(x) + |p|^2 / 2, so that the law exp(-E) / Z is kept to the letter (Neal 2011, "MCMC using
/// Hamiltonian dynamics"). Trajectories differ in length from step to step, lest they close. A
/// proposal whose energy is not finite is never accepted. The drift is what the gradient at the
/// start does over the whole trajectory if it is the same all along.
class Hmc : public StepRule {
 public:
  Hmc(double step_size, int64_t leapfrogs, double temperature)
      : eps_(step_size), leapfrogs_(leapfrogs), temperature_(temperature) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    if (!walk.here || local.varies()) walk.here = local.at(walk.x, k);
    const double eps = eps_ * draws.common(0.8, 1.2, k),
                 length = eps * static_cast<double>(leapfrogs_);
    const Phase from{walk.x, draws.normal(walk.x, k).to(walk.x.scalar_type()), *walk.here};
    const Phase to = leapfrog(from, local, k, eps, leapfrogs_, temperature_);
    const Tensor log_ratio =
        (from.here.energy - to.here.energy).to(torch::kFloat64) / temperature_ +
        kinetic(from.momentum) - kinetic(to.momentum);
    return {-length * length / (2 * temperature_) * from.here.gradient,
            {accept(walk, to.x, to.here, log_ratio, draws, k)}};
  }
  std::vector<std::string> counts() const override { return {"accepted"}; }
  double energy_scale() const override { return 1 / temperature_; }
  std::optional<StationaryLaw> law() const override { return StationaryLaw{1 / temperature_}; }

 private:
  double eps_;
  int64_t leapfrogs_;
  double temperature_;
};

std::shared_ptr<const StepRule> make(const Config& config) {
  return hmc_rule(config.step_size, config.leapfrogs, config.in_units_of_U());
}

}  // namespace

std::shared_ptr<const StepRule> hmc_rule(double step_size, int64_t leapfrogs, double temperature) {
  return std::make_shared<Hmc>(step_size, leapfrogs, temperature);
}

StepRules::Entry hmc() {
  return entry("hmc", "Hamiltonian trajectories, accepted or rejected so that exp(-U/T) is kept",
               make);
}

}  // namespace coopbench

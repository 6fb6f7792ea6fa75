#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config {
  double step_size = 0.01, temperature = 1, trained_noise_scale = 0;
  static auto fields() {
    return std::tuple{
        field("step_size", &Config::step_size, above(0),
              "eps: the proposal's noise has this standard deviation"),
        field("temperature", &Config::temperature, above(0),
              "temperature of the law, in units of trained_noise_scale^2/2 where that is above 0"),
        field("trained_noise_scale", &Config::trained_noise_scale, at_least(0),
              "noise_scale of the rule `scaled` that the energy was trained with; 0: U has no "
              "temperature folded in")};
  }
};

/// log of the density of the proposal to `to` from `from`, up to a constant, [n] in float64.
torch::Tensor log_proposal(const torch::Tensor& to, const torch::Tensor& from,
                           const torch::Tensor& drift, double step_size) {
  const torch::Tensor noise = (to - from - drift).to(torch::kFloat64);
  return noise.square().flatten(1).sum(1) / (-2 * step_size * step_size);
}

/// Metropolis-adjusted Langevin: proposes x' = x - eps^2/2 * grad E(x) + eps * xi with E = U / T,
/// and accepts it with probability min(1, exp(E(x) - E(x')) q(x | x') / q(x' | x)), so that the law
/// exp(-E) / Z is kept to the letter (Roberts and Tweedie 1996, "Exponential convergence of
/// Langevin distributions and their discrete approximations"). T as in the evaluations of Nijkamp
/// et al. 2020. A proposal whose energy is not finite is never accepted.
class Mala : public StepRule {
 public:
  explicit Mala(const Config& config)
      : eps_(config.step_size),
        temperature_(config.temperature * (config.trained_noise_scale > 0
                                               ? std::pow(config.trained_noise_scale, 2) / 2
                                               : 1)) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    if (!walk.here || local.varies()) walk.here = local.at(walk.x, k);
    const torch::Tensor drift = drift_of(*walk.here);
    const torch::Tensor to = walk.x + drift + eps_ * draws.normal(walk.x, k);
    const EnergyGradient there = local.at(to, k);
    const torch::Tensor log_ratio =
        (walk.here->energy - there.energy).to(torch::kFloat64) / temperature_ +
        log_proposal(walk.x, to, drift_of(there), eps_) - log_proposal(to, walk.x, drift, eps_);
    const torch::Tensor accepted =
        there.energy.isfinite() & (draws.uniform(k).to(torch::kFloat64).log() < log_ratio);
    const torch::Tensor all = accepted.reshape({-1, 1, 1, 1});
    walk.x = torch::where(all, to, walk.x);
    walk.here = EnergyGradient{torch::where(accepted, there.energy, walk.here->energy),
                               torch::where(all, there.gradient, walk.here->gradient)};
    return {drift, {accepted}};
  }
  std::vector<std::string> counts() const override { return {"accepted"}; }
  double energy_scale() const override { return 1 / temperature_; }

 private:
  torch::Tensor drift_of(const EnergyGradient& field) const {
    return -eps_ * eps_ / (2 * temperature_) * field.gradient;
  }

  double eps_, temperature_;
};

std::shared_ptr<const StepRule> make(const Config& config) {
  return std::make_shared<Mala>(config);
}

}  // namespace

StepRules::Entry mala() {
  return entry("mala", "Langevin proposals, accepted or rejected so that exp(-U/T) is kept", make);
}

}  // namespace coopbench

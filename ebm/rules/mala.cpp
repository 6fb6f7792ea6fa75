#include "ebm/metropolis.h"
#include "ebm/temperature.h"

namespace coopbench {
namespace {

struct Config : Temperature {
  double step_size = 0.01;
  static auto fields() {
    return std::tuple_cat(
        Temperature::fields(),
        std::tuple{field("step_size", &Config::step_size, above(0),
                         "eps: the proposal's noise has this standard deviation")});
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
/// Langevin distributions and their discrete approximations"). A proposal whose energy is not
/// finite is never accepted.
class Mala : public StepRule {
 public:
  explicit Mala(const Config& config)
      : eps_(config.step_size), temperature_(config.in_units_of_U()) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    if (!walk.here || local.varies()) walk.here = local.at(walk.x, k);
    const torch::Tensor drift = drift_of(*walk.here);
    const torch::Tensor to = walk.x + drift + eps_ * draws.normal(walk.x, k);
    const EnergyGradient there = local.at(to, k);
    const torch::Tensor log_ratio =
        (walk.here->energy - there.energy).to(torch::kFloat64) / temperature_ +
        log_proposal(walk.x, to, drift_of(there), eps_) - log_proposal(to, walk.x, drift, eps_);
    return {drift, {accept(walk, to, there, log_ratio, draws, k)}};
  }
  std::vector<std::string> counts() const override { return {"accepted"}; }
  double energy_scale() const override { return 1 / temperature_; }
  std::optional<StationaryLaw> law() const override { return StationaryLaw{1 / temperature_}; }
  double noise_scale() const override { return eps_; }

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

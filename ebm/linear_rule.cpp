#include "ebm/step_rule.h"

namespace coopbench {
namespace {

class LinearRule : public StepRule {
 public:
  LinearRule(const StepFactors& factors, double energy_scale)
      : factors_(factors), energy_scale_(energy_scale) {}

  Move move(const Place& place, const torch::Tensor& xi, State& state) const override {
    torch::Tensor average = place.gradient;
    if (factors_.momentum > 0) {
      if (state.momentum.defined())
        average = factors_.momentum * state.momentum + (1 - factors_.momentum) * average;
      state.momentum = average;
    }
    torch::Tensor drift = factors_.gradient * average;
    if (factors_.x != 0) drift = drift + factors_.x * place.x;
    const torch::Tensor to = place.x + drift;
    return {factors_.noise > 0 ? to + factors_.noise * xi : to, drift};
  }
  double noise_scale() const override { return factors_.noise; }
  double energy_scale() const override { return energy_scale_; }
  std::optional<StepFactors> factors() const override { return factors_; }

 private:
  StepFactors factors_;
  double energy_scale_;
};

}  // namespace

std::shared_ptr<const StepRule> linear_rule(const StepFactors& factors, double energy_scale) {
  return std::make_shared<LinearRule>(factors, energy_scale);
}

}  // namespace coopbench

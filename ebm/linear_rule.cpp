#include "ebm/step_rule.h"

namespace coopbench {
namespace {

class LinearRule : public StepRule {
 public:
  LinearRule(const StepFactors& factors, double energy_scale)
      : factors_(factors), energy_scale_(energy_scale) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    torch::Tensor average = local.at(walk.x, k).gradient;
    if (factors_.momentum > 0) {
      torch::Tensor& kept = walk.kept["momentum"];
      if (kept.defined()) average = factors_.momentum * kept + (1 - factors_.momentum) * average;
      kept = average;
    }
    torch::Tensor drift = factors_.gradient * average;
    if (factors_.x != 0) drift = drift + factors_.x * walk.x;
    const torch::Tensor to = walk.x + drift;
    walk.x = factors_.noise > 0 ? to + factors_.noise * draws.normal(walk.x, k) : to;
    return {drift};
  }
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

#include "ebm/bounds.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

using torch::Tensor;

class LinearRule : public StepRule {
 public:
  LinearRule(const StepFactors& factors, double energy_scale)
      : factors_(factors), energy_scale_(energy_scale) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    StepInfo info;
    Tensor average =
        within(local.at(walk.x, k).gradient, -factors_.clip, factors_.clip, info.counts);
    average = within_norm(average, factors_.clip_norm, info.counts);
    if (factors_.momentum > 0) {
      Tensor& kept = walk.kept["momentum"];
      if (kept.defined()) average = factors_.momentum * kept + (1 - factors_.momentum) * average;
      kept = average;
    }
    info.drift = factors_.gradient * average;
    if (factors_.x != 0) info.drift = info.drift + factors_.x * walk.x;
    info.drift = within_norm(info.drift, factors_.cap, info.counts);
    const Tensor to = walk.x + info.drift;
    const double noise = factors_.noise_at(k);
    walk.x = within(noise > 0 ? to + noise * draws.normal(walk.x, k) : to, factors_.low,
                    factors_.high, info.counts);
    return info;
  }
  bool remembers() const override { return factors_.momentum > 0; }
  std::vector<std::string> counts() const override { return factors_.counts(); }
  double energy_scale() const override { return energy_scale_; }
  /// x moves by g U' + c x and noise of variance s^2: Langevin dynamics on -2/s^2 (g U + c x^2/2).
  std::optional<StationaryLaw> law() const override {
    if (noise_scale() == 0 || factors_.bounded()) return std::nullopt;
    const double times = -2 / (factors_.noise * factors_.noise);
    return StationaryLaw{times * factors_.gradient, times * factors_.x};
  }
  double noise_scale() const override { return factors_.noise_decay == 1 ? factors_.noise : 0; }
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

#include "ebm/step_rule.h"

namespace coopbench {

// Each in its own file under rules/.
StepRules::Entry scaled();
StepRules::Entry free_noise();
StepRules::Entry ascent();
StepRules::Entry reference();

StepRules step_rules() {
  return {"step rule",
          {
              scaled(),
              free_noise(),
              ascent(),
              reference(),
          }};
}

Move moved(const torch::Tensor& x, const torch::Tensor& drift, double noise_scale,
           const torch::Tensor& xi) {
  const torch::Tensor to = x + drift;
  return {noise_scale > 0 ? to + noise_scale * xi : to, drift};
}

}  // namespace coopbench

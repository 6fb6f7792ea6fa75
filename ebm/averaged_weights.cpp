#include "ebm/averaged_weights.h"

namespace coopbench {

void AveragedWeights::follow(const Energy& energy) {
  const torch::NoGradGuard no_grad;
  const auto now = energy.trained();
  auto averages = energy_->trained();
  for (size_t i = 0; i < now.size(); ++i) averages[i].lerp_(now[i], 1 - decay_);
  // Power iterations of spectral norm follow the averages.
  energy_->take_on(*energy_->freeze(0));
}

}  // namespace coopbench

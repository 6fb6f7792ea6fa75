#include "experiments/run/training_calls.h"

#include "ebm/last_step.h"

namespace coopbench {

TrainingParts training_calls(const RunConfig& config, const RunParts& parts, uint64_t seed) {
  const TrainConfig& training = config.training;
  TrainingParts calls = training_parts(
      {parts.train.images, training.batch, training.data_noise, seed, training.data_noise_schedule},
      parts.sampler, parts.workers, training.loss);
  if (training.loss.kl_weight > 0) calls.kl_gradient = LastStep(config.sampler, parts.workers);
  return calls;
}

}  // namespace coopbench

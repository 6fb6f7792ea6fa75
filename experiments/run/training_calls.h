#pragma once

#include "experiments/config/config.h"

namespace coopbench {

/// What the loop of a run calls, by its config and with its parts: batches, sampler, energy
/// difference, and the KL term where the loss has one.
TrainingParts training_calls(const RunConfig& config, const RunParts& parts, uint64_t seed);

}  // namespace coopbench

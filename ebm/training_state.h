#pragma once

#include <optional>

#include "ebm/averaged_weights.h"
#include "ebm/chain_start.h"
#include "ebm/rewinds.h"
#include "networks/optimizer.h"

namespace coopbench {

/// What was spent since the start of a run.
struct Totals {
  int64_t gradient_evaluations = 0;  ///< chains x gradient calls of the sampler
  int64_t energy_updates = 0, generator_updates = 0;
  int64_t latent_gradients = 0;  ///< chains x gradient calls of latent inference
};

/// Everything that training changes.
struct TrainingState {
  std::unique_ptr<Energy> energy;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<ChainStart> start;
  std::optional<AveragedWeights> averaged = {};
  int64_t iteration = 0;  ///< iterations done
  Totals totals = {};
  Rewinds rewinds = {};

  /// The energy that evaluations see.
  const Energy& evaluated() const { return averaged ? averaged->energy() : *energy; }

  /// One update of the energy down these gradients.
  void descend(const std::vector<torch::Tensor>& gradients);
  /// Gives the start its ends back.
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends, const Stream& stream);

  Archive save() const;
  /// Throws Failure for an archive of other settings.
  void load(const Archive& archive);
};

}  // namespace coopbench

#pragma once

#include "core/workers.h"
#include "ebm/loss.h"
#include "ebm/sampler.h"

namespace coopbench {

/// A sampler whose ends say where the chains were before their last step, `Ends::before`. The
/// config's engine takes all steps but the last, `chunked` the last one. Throws UserError for a
/// rule that remembers what was before a step.
Sampler sampler_with_last_step(const SamplerConfig& config, std::shared_ptr<Workers> workers);

/// What a training samples with: so where its loss has a KL term, else `make_sampler`.
Sampler training_sampler(const SamplerConfig& config, const LossConfig& loss,
                         std::shared_ptr<Workers> workers);

/// The gradient, by the trained weights, of the mean energy of the chain ends, as the weights move
/// the ends in the last step; the weights that measure the ends, and those of all steps before, are
/// held: the KL term of Du et al. 2021, "Improved Contrastive Divergence Training of Energy-Based
/// Models", section 3, without its entropy. In fixed chunks: the same bits for any number of
/// threads.
class LastStep {
 public:
  LastStep(const SamplerConfig& config, std::shared_ptr<Workers> workers);

  /// `ends` of that config's `sampler_with_last_step`, `stream` that of its steps.
  std::vector<torch::Tensor> operator()(const Energy& energy, const Ends& ends,
                                        const Stream& stream) const;

 private:
  std::shared_ptr<const StepRule> rule_;
  int64_t last_;  ///< number of the last step
  std::shared_ptr<Workers> workers_;
};

}  // namespace coopbench

#pragma once

#include "experiments/trained/trained_run.h"

namespace coopbench {

enum class SampleFrom { run, data, noise };
constexpr auto enum_names(SampleFrom) { return std::array{"run", "data", "noise"}; }

/// Chains where `sample` begins: the method's own starts, as evaluations draw them; training images
/// with the data noise of the run's last iteration; uniform noise in [-1, 1]. Throws UserError for
/// more than there are.
Chains sample_starts(const TrainedRun& run, SampleFrom from, int64_t n, uint64_t seed);

/// Takes chains of a trained net on in rounds. A round's numbers follow from its number and the
/// seed alone; a rule that remembers steps, or whose noise decays, begins anew in each.
class LongChains {
 public:
  /// `run` must outlive it. The engine is the run's where that can run the rule, else "auto".
  LongChains(const TrainedRun& run, const Choice& rule, uint64_t seed);

  /// `steps` is at most the run's K.
  Ends round(const Chains& chains, int64_t number, int64_t steps);
  const PickedEngine& engine() const { return engine_; }

 private:
  const TrainedRun& run_;
  SamplerConfig config_;
  uint64_t seed_;
  PickedEngine engine_;
  std::map<int64_t, Sampling> of_length_ = {};
};

}  // namespace coopbench

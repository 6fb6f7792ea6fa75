#pragma once

#include "data/batches.h"
#include "ebm/chains.h"
#include "ebm/training_state.h"

namespace coopbench {

/// An iteration as another program can do it again. Names: "batch/clean", "batch/noised";
/// "starts/x" and what else the starts carry; "ends/x"; "gradients/0", ... as the optimiser gets
/// them; a checkpoint's names behind "before" and "after".
class KeptIteration {
 public:
  /// As the state is before it.
  explicit KeptIteration(const TrainingState& state);
  void put(const Batch& batch, const Chains& starts, const Chains& ends);
  void put_gradients(const std::vector<torch::Tensor>& gradients);
  /// As the state is after it.
  Archive finished(const TrainingState& state);

 private:
  Archive whole_;
};

}  // namespace coopbench

#pragma once

#include "ebm/energy.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// K steps of a linear rule without their noise: a function M of the start alone, and its gradient.
class UnrolledChain {
 public:
  /// `energy` must outlive it. Throws UserError for a rule that is not linear: it has no such
  /// function.
  UnrolledChain(const Energy& energy, const Choice& rule, int64_t steps);

  /// M(x), [n, C, H, W].
  torch::Tensor ends(const torch::Tensor& x) const;

  /// |M(x) - target|^2 of each chain, float64 [n], and its gradient by x. Steps back one step at a
  /// time, each made again for it: memory is that of one step and of K images, time about four
  /// gradient evaluations a step.
  struct Misfit {
    torch::Tensor squared, gradient;
  };
  Misfit misfit(const torch::Tensor& x, const torch::Tensor& target) const;

 private:
  Walk stepped(Walk walk, int64_t k, bool with_graph) const;

  std::shared_ptr<const Frozen> energy_;
  std::shared_ptr<const StepRule> rule_;
  int64_t steps_;
};

}  // namespace coopbench

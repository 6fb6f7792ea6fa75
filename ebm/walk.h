#pragma once

#include "ebm/chains.h"
#include "ebm/frozen.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// U and grad U of a frozen energy at x, with the weights of step k.
using EnergyGradientOf = std::function<EnergyGradient(const torch::Tensor& x, int64_t k)>;

/// The energy and the anchors of the chains.
class AnchoredLocal : public Local {
 public:
  /// `varies` as in Local; anchors' precisions are those of the true energy.
  AnchoredLocal(const EnergyGradientOf& field, bool varies, const Chains& chains,
                double energy_scale);

  EnergyGradient at(const torch::Tensor& x, int64_t k) const override;
  bool varies() const override { return varies_; }
  int64_t gradients() const { return gradients_; }  ///< chains x calls

 private:
  const EnergyGradientOf& field_;
  bool varies_;
  std::optional<Anchor> anchor_;  ///< precision in units of U
  mutable int64_t gradients_ = 0;
};

/// What K steps made of some chains.
struct Walked {
  torch::Tensor x;                    ///< [n, C, H, W]
  torch::Tensor drift;                ///< sum over the steps of its L2 norm, float64 [n]
  std::vector<torch::Tensor> counts;  ///< of each count of the rule the sum over the chains, [K]
  int64_t gradients = 0;
};

/// Takes chains through K steps of any rule, all of them as one batch. `varies` as in Local.
Walked walk(const EnergyGradientOf& field, bool varies, const StepRule& rule, int64_t steps,
            const Chains& starts, const Stream& stream);

/// Ends of walks of parts of the chains, in their order.
Ends ends_of(const std::vector<Walked>& walks, const StepRule& rule, int64_t steps,
             const Chains& starts);

}  // namespace coopbench

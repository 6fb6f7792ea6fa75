#pragma once

#include <torch/types.h>

#include <memory>
#include <optional>

#include "core/table.h"
#include "ebm/step_factors.h"

namespace coopbench {

/// What a rule remembers between the steps of one chain run; empty at the first step.
struct State {
  torch::Tensor momentum;
};

/// Where the chains are.
struct Place {
  torch::Tensor x,  ///< [n, C, H, W]
      gradient,     ///< grad U(x), of that shape
      energy;       ///< U(x), [n]
};

/// Where the chains go, and the drift that took them there: the step without its noise.
struct Move {
  torch::Tensor x, drift;
};

/// The arithmetic of one MCMC step. It knows no network.
struct StepRule {
  virtual ~StepRule() = default;

  /// xi is standard normal, [n, C, H, W], and undefined when noise_scale() is 0. Returns new
  /// tensors.
  virtual Move move(const Place& place, const torch::Tensor& xi, State& state) const = 0;

  /// Factor of xi, in data units; 0 for a rule without noise.
  virtual double noise_scale() const = 0;

  /// true energy / U: where a rule folds its temperature into U, the factor that undoes it.
  virtual double energy_scale() const { return 1; }

  /// The rule as numbers, for engines with arithmetic of their own; empty for a rule that is not
  /// linear.
  virtual std::optional<StepFactors> factors() const { return std::nullopt; }
};

using StepRules = Table<std::shared_ptr<const StepRule>()>;
StepRules step_rules();

/// The rule x <- x + drift + noise * xi with the drift of these factors.
std::shared_ptr<const StepRule> linear_rule(const StepFactors& factors, double energy_scale = 1);

}  // namespace coopbench

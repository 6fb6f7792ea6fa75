#pragma once

#include <torch/types.h>

#include <memory>

#include "core/table.h"

namespace coopbench {

/// What a rule remembers between the steps of one chain run; empty at the first step.
struct State {
  torch::Tensor momentum;
};

/// Where the chains go, and the drift that took them there: the step without its noise.
struct Move {
  torch::Tensor x, drift;
};

/// The arithmetic of one MCMC step. It knows no network.
struct StepRule {
  virtual ~StepRule() = default;

  /// x and `gradient` = grad U(x) are [n, C, H, W]; xi is standard normal of that shape, and
  /// undefined when noise_scale() is 0. Returns new tensors.
  virtual Move move(const torch::Tensor& x, const torch::Tensor& gradient, const torch::Tensor& xi,
                    State& state) const = 0;

  /// Factor of xi, in data units; 0 for a rule without noise.
  virtual double noise_scale() const = 0;

  /// true energy / U: where a rule folds its temperature into U, the factor that undoes it.
  virtual double energy_scale() const { return 1; }
};

using StepRules = Table<std::shared_ptr<const StepRule>()>;
StepRules step_rules();

/// x + drift + noise_scale * xi, and x + drift without noise.
Move moved(const torch::Tensor& x, const torch::Tensor& drift, double noise_scale,
           const torch::Tensor& xi);

}  // namespace coopbench

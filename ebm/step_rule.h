#pragma once

#include <torch/types.h>

#include <map>
#include <memory>
#include <optional>

#include "core/stream.h"
#include "core/table.h"
#include "ebm/step_factors.h"

namespace coopbench {

/// The energy around chains.
struct EnergyGradient {
  torch::Tensor energy,  ///< U(x), [n]
      gradient;          ///< grad U(x), [n, C, H, W]
};

/// The energy that chains walk on, anchors included.
struct Local {
  virtual ~Local() = default;
  /// At any place of these chains, x [n, C, H, W], with the weights of step k.
  virtual EnergyGradient at(const torch::Tensor& x, int64_t k) const = 0;
  /// Do the weights change from step to step? Then what was known at a place is not so any more.
  virtual bool varies() const = 0;
};

/// Random numbers of the chains of a walk. Those of a chain at a step follow from nothing else.
class Draws {
 public:
  Draws(const Stream& stream, int64_t chains) : stream_(stream), chains_(chains) {}
  /// Standard normal, of the shape of x.
  torch::Tensor normal(const torch::Tensor& x, int64_t k) const;
  /// In [0, 1), one a chain, [n].
  torch::Tensor uniform(int64_t k) const;
  /// In [low, high], one for all chains of the stream, whichever of them these are.
  double common(double low, double high, int64_t k) const;

 private:
  Stream stream_;
  int64_t chains_;
};

/// Where chains are, and what their rule keeps from one step to the next; at first only x.
struct Walk {
  torch::Tensor x;                                 ///< [n, C, H, W]
  std::optional<EnergyGradient> here = {};         ///< at x, for rules that know it already
  std::map<std::string, torch::Tensor> kept = {};  ///< by names of the rule's own, a row a chain
};

/// What a report needs of a step and the next step does not.
struct StepInfo {
  torch::Tensor drift;  ///< the step without its noise, [n, C, H, W]
  /// In the order of `counts`, each [n]: 1 for a chain that it happened to, 0 for another, or a
  /// share in between.
  std::vector<torch::Tensor> counts = {};
};

/// The arithmetic of one MCMC step. It knows no network.
/// The law that the steps of a rule keep, or come to as their size goes to 0: its density is
/// exp(-(energy * U(x) + square * |x|^2 / 2)) / Z.
struct StationaryLaw {
  double energy = 1, square = 0;
};

struct StepRule {
  virtual ~StepRule() = default;

  /// Takes the chains of `walk` through step k, from 0. Changes no tensor in place.
  virtual StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const = 0;

  /// Does a step follow from more than where the chains are, such as moments of the steps before?
  virtual bool remembers() const { return false; }

  /// Names of what it counts at each step, such as "accepted".
  virtual std::vector<std::string> counts() const { return {}; }

  /// true energy / U: where a rule folds its temperature into U, the factor that undoes it.
  virtual double energy_scale() const { return 1; }

  /// None for a rule without noise or whose noise decays, or one that bounds its steps.
  virtual std::optional<StationaryLaw> law() const { return std::nullopt; }

  /// Standard deviation of the noise that each step adds to each number of x; 0 for a rule without
  /// noise or whose noise decays.
  virtual double noise_scale() const { return 0; }

  /// The rule as numbers, for engines with arithmetic of their own; empty for a rule that is not
  /// linear.
  virtual std::optional<StepFactors> factors() const { return std::nullopt; }
};

using StepRules = Table<std::shared_ptr<const StepRule>()>;
StepRules step_rules();

/// The rule x <- x + drift + noise * xi with the drift of these factors.
std::shared_ptr<const StepRule> linear_rule(const StepFactors& factors, double energy_scale = 1);

}  // namespace coopbench

#pragma once

#include "core/workers.h"
#include "ebm/chains.h"
#include "ebm/energy.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// How products within the network are computed; sums, the step and the noise are always float32.
enum class Precision { float32, bf16 };
constexpr auto enum_names(Precision) { return std::array{"float32", "bf16"}; }

/// K steps on one frozen energy, ready to be run on any chains.
using Steps = std::function<Ends(const Chains& starts, const Stream& stream)>;

/// Runs the steps of chains. The noise of chain c at step k is that of the stream at (c, k),
/// whatever the engine. Engines agree with `plain` within rounding, and no bit depends on the
/// number of threads.
struct Engine {
  virtual ~Engine() = default;

  /// Empty, or what the engine lacks to run this rule on this energy: "has no max pool".
  virtual std::string lacks(const Frozen& /*energy*/, const StepRule& /*rule*/,
                            ImageShape /*shape*/) const {
    return "";
  }

  /// Empty, or what a user of it should know here.
  virtual std::string remark() const { return ""; }

  /// `steps` steps of the rule, at most as many as the energy was frozen for. What they share is
  /// laid out here, once. The engine must outlive them.
  virtual Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                        int64_t steps, ImageShape shape) const = 0;
};

/// What every engine may use.
struct EngineContext {
  std::shared_ptr<Workers> workers;
  Precision precision = Precision::float32;
};

using Engines = Table<std::unique_ptr<Engine>(const EngineContext&)>;

/// The fastest last.
Engines engines();

}  // namespace coopbench

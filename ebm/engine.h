#pragma once

#include "core/stream.h"
#include "core/workers.h"
#include "ebm/energy.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// Where K steps took the chains.
struct Ends {
  torch::Tensor x;  ///< [n, C, H, W], detached
  double r = 0;  ///< average gradient magnitude: mean over steps and chains of the drift's L2 norm
  int64_t gradients = 0;  ///< chains x gradient calls
};

/// How products within the network are computed; sums, the step and the noise are always float32.
enum class Precision { float32, bf16 };
constexpr auto enum_names(Precision) { return std::array{"float32", "bf16"}; }

/// Runs the steps of chains on fixed weights. The noise of chain c at step k is that of the stream
/// at (c, k), whatever the engine. Engines agree with `plain` within rounding, and no bit depends
/// on the number of threads.
struct Engine {
  virtual ~Engine() = default;

  /// Empty, or what the engine lacks to run this rule on this energy: "has no max pool".
  virtual std::string lacks(const Energy& /*energy*/, const StepRule& /*rule*/,
                            ImageShape /*shape*/) const {
    return "";
  }

  /// Empty, or what a user of it should know here.
  virtual std::string remark() const { return ""; }

  /// `steps` steps from x0, [n, C, H, W].
  virtual Ends run(const Energy& energy, const StepRule& rule, int64_t steps,
                   const torch::Tensor& x0, const Stream& stream) const = 0;
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

#pragma once

#include <functional>

#include "core/stream.h"
#include "ebm/energy.h"
#include "ebm/step_rule.h"

namespace coopbench {

/// Where K steps took the chains.
struct Ends {
  torch::Tensor x;  ///< [n, C, H, W], detached
  double r = 0;  ///< average gradient magnitude: mean over steps and chains of the drift's L2 norm
  int64_t gradients = 0;  ///< chains x gradient calls
};

/// Runs `steps` steps of a rule from x0 on fixed weights. The noise of chain c at step k is that of
/// the stream at (c, k), whatever the engine. Engines agree with `plain` within rounding.
using Engine = std::function<Ends(const Energy&, const StepRule&, int64_t steps,
                                  const torch::Tensor& x0, const Stream&)>;

using Engines = Table<Engine()>;
Engines engines();

}  // namespace coopbench

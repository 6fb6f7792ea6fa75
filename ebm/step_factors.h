#pragma once

namespace coopbench {

/// The factors of a linear rule: drift = gradient * m + x * x with m the momentum average of grad
/// U, m0 = g0, m = momentum * m + (1 - momentum) * g.
struct StepFactors {
  double gradient = -1, x = 0, momentum = 0, noise = 0;
};

}  // namespace coopbench

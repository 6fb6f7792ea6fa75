#pragma once

#include <array>
#include <cstdint>

#include "ebm/kernels/volume.h"
#include "ebm/step_factors.h"

namespace coopbench::kernels {

/// Where the noise of a group's chains lies in the generator: the counter at index 0 of its first
/// chain.
struct NoisePlace {
  uint64_t seed = 0;
  std::array<uint32_t, 4> counter = {};
};

/// The anchors of a group's chains; null without any.
struct Anchors {
  const float* at = nullptr;         ///< of the form of the gradient
  const float* precision = nullptr;  ///< [lanes], in units of U
};

/// What a step adds to for each chain, [lanes] each.
struct StepSums {
  float* drift2;  ///< squared norm of the drift
  /// In the order of StepFactors::counts, of numbers or chains; [4][lanes].
  float* counts;
};

/// x += drift + noise * xi, with drift = gradient * m + (factor of x) * x and m the momentum
/// average of the gradient, that of the anchors included; xi is made on the way. `gradient`,
/// `momentum` and the anchors have no borders; momentum may be null without one. At the first step
/// m is the gradient. The noise is that of `factors` whatever its decay. With bounds `gradient` is
/// overwritten.
void step(const StepFactors& factors, const NoisePlace& noise, bool first, const Anchors& anchors,
          const Volume& x, const Volume& gradient, float* momentum, const StepSums& sums);

}  // namespace coopbench::kernels

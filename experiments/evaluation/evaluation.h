#pragma once

#include "experiments/config/config.h"

namespace coopbench {

/// A method's samples, the same for every method: its own starts, and K training steps from them,
/// with random numbers of their own, nothing absorbed, nothing clamped.
struct Samples {
  torch::Tensor start, end;  ///< [n, C, H, W]
  double r;                  ///< average gradient magnitude of the steps between them
  /// What the step rule counts: the share of the chains at each step, [K].
  std::map<std::string, std::vector<double>> shares = {};
  Chains chains = {};  ///< at their ends, with where they came from
};

/// n samples as the weights are at `iteration`. `chunk` chains run at once.
Samples draw_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                     int64_t chunk);

/// K training steps from fresh uniform noise, whatever the method.
torch::Tensor noise_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                            int64_t chunk);

}  // namespace coopbench

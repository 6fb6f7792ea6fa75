#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace coopbench {

/// The factors of a linear rule: drift = gradient * m + x * x with m the momentum average of grad
/// U, m0 = g0, m = momentum * m + (1 - momentum) * g. Then its bounds, in the order in which they
/// are applied; infinite for none.
struct StepFactors {
  static constexpr double none = std::numeric_limits<double>::infinity();

  double gradient = -1, x = 0, momentum = 0, noise = 0;
  double noise_decay = 1;   ///< factor of the noise from one step to the next
  double clip = none;       ///< of each number of grad U, anchors included, in absolute value
  double clip_norm = none;  ///< of its L2 norm: beyond it a chain's is shortened
  double cap = none;        ///< of the drift's L2 norm: beyond it a chain's is shortened
  double low = -none, high = none;  ///< of x after the step

  /// The noise of step k, from 0.
  double noise_at(int64_t k) const {
    return noise_decay == 1 ? noise : noise * std::pow(noise_decay, static_cast<double>(k));
  }

  bool clamps() const { return low > -none || high < none; }
  bool bounded() const { return clip < none || clip_norm < none || cap < none || clamps(); }

  /// Names of the bounds that are there, which a rule counts: the share of a chain's numbers that
  /// are "clipped" or "clamped", the chains that are "norm_clipped" or "capped".
  std::vector<std::string> counts() const {
    std::vector<std::string> names;
    if (clip < none) names.emplace_back("clipped");
    if (clip_norm < none) names.emplace_back("norm_clipped");
    if (cap < none) names.emplace_back("capped");
    if (clamps()) names.emplace_back("clamped");
    return names;
  }
};

}  // namespace coopbench

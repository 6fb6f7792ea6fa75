#pragma once

#include <cmath>
#include <tuple>

#include "core/fields.h"
#include "ebm/step_factors.h"

namespace coopbench {

/// [] or [low, high].
Allowed low_and_high();

/// What every linear rule can do besides. The config of such a rule derives from it and puts these
/// fields behind its own. With their defaults the rule is as published.
struct LinearOptions {
  std::vector<double> clamp = {};
  double clip = 0, clip_norm = 0, cap = 0, temperature = 1, noise_decay = 1;

  /// The rule of `factors`, which has no bounds yet, with these options.
  StepFactors on(StepFactors factors) const {
    const auto or_none = [](double bound) { return bound > 0 ? bound : double{StepFactors::none}; };
    factors.noise *= std::sqrt(temperature);
    factors.noise_decay = noise_decay;
    factors.clip = or_none(clip);
    factors.clip_norm = or_none(clip_norm);
    factors.cap = or_none(cap);
    if (!clamp.empty()) {
      factors.low = clamp.at(0);
      factors.high = clamp.at(1);
    }
    return factors;
  }

  static auto fields() {
    return std::tuple{
        field("clamp", &LinearOptions::clamp, low_and_high(),
              "bounds of x after a step, [low, high]; []: none"),
        field("clip", &LinearOptions::clip, at_least(0),
              "largest absolute value of each number of grad U; 0: no bound"),
        field("clip_norm", &LinearOptions::clip_norm, at_least(0),
              "largest L2 norm of a chain's grad U, behind clip; 0: no bound"),
        field("cap", &LinearOptions::cap, at_least(0),
              "largest L2 norm of a chain's drift, the step without its noise; 0: no bound"),
        field("temperature", &LinearOptions::temperature, at_least(0),
              "factor of the variance of the noise, so that the law is that of the energy divided "
              "by it; 0: no noise"),
        field("noise_decay", &LinearOptions::noise_decay, between(0, 1),
              "the noise of step k, from 0, is multiplied by noise_decay^k; 1: it stays")};
  }
};

}  // namespace coopbench

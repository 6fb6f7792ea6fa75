#pragma once

#include <array>
#include <cstdint>

#include "metrics/stability.h"

namespace coopbench {

/// Series of energy differences whose nature is known.
enum class Simulated {
  autoregressive,  ///< stationary, x_t = c x_(t-1) + a standard normal; white noise for c = 0
  drift,           ///< white noise of variance 1 on a line that rises by c over the window and is 0
                   ///< in its middle, so that its mean is no bias
  bias,            ///< white noise of variance 1 about c
  excess           ///< white noise of standard deviation c
};

/// The energy's standard deviation over data is 1 in them, and the sampling error of d is 1.
/// Share of each verdict of `stability`, in the order of Verdict, over `repetitions` simulated runs
/// of twice the window, by the limits that it has by default. window 1 to 2000 (the verdict looks
/// at no more), repetitions >= 1, |c| < 1 if autoregressive. Throws std::invalid_argument
/// (argument, rule).
std::array<double, verdicts> verdict_rates(Simulated kind, double coefficient, int64_t window,
                                           int64_t repetitions, uint64_t seed = 0);

/// The share of one verdict among these.
double rate(const std::array<double, verdicts>& rates, Verdict verdict);

}  // namespace coopbench

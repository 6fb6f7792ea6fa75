#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace coopbench {

/// What a run's energy differences say, in the order in which the rules are tried.
enum class Verdict {
  diverged,
  too_short,
  expanding,
  contracting,
  oscillating,
  autocorrelated,
  stable
};

/// "too short" for Verdict::too_short, and so on.
std::string_view name(Verdict verdict);

/// b, tau and the correlations belong to the window: the last `window` iterations of the run.
/// Where the window has fewer than 2 iterations or holds a value that is not finite, b and tau are
/// NaN and the three lists are empty. A constant series has no correlation: its values are 0.
struct Stability {
  Verdict verdict;
  double b;                   ///< mean(d) / rms(d), in [-1, 1]; 0 for a d that is always 0
  double tau;                 ///< bound on the autocorrelations of d: max(0.1, 3.3 / sqrt(window))
  int64_t window;             ///< iterations: half of the run, rounded down, at most 2000
  std::vector<double> acf_d;  ///< lags 1 to 15, d scaled by its root mean square, not centred
  std::vector<double> acf_r;  ///< lags 1 to 15, r standardised
  std::vector<double> cross;  ///< lags -15 to 15 of d and r; at negative lags d comes before r
};

/// Verdict and correlations of d_t (mean energy of data less that of chain ends, true-energy units)
/// and r_t (average gradient magnitude), one value an iteration, same length. The correlations are
/// as published, each sum divided by window - 1. The verdict, first match, is from *centred* d:
/// uncentred, a steady bias b alone gives the correlation b^2 at every lag.
///   diverged        a value of the run is not finite (|value| <= 1e100 fails)
///   too short       the window has under 200 iterations, hence the run under 400
///   diverged        b < -0.5 and the mean |d| of the window's last quarter is at least 10 times
///   that
///                   of the run's first 500 iterations (of those before the window, where fewer)
///   expanding       b < -0.5
///   contracting     b > 0.5
///   oscillating     an autocorrelation at lags 1 to 15 is below -tau
///   autocorrelated  one is above tau
///   stable          else
/// From a window of 200 on, under 1.5 % of white noise is called oscillating and over 98 % of
/// autoregressive noise with coefficient -0.4; at 100 it would be 77 %.
/// Throws std::invalid_argument if the lengths differ. Nijkamp et al. 2020, On the Anatomy of
/// MCMC-Based Maximum Likelihood Learning of Energy-Based Models, section 3; the verdict is this
/// project's own rule.
Stability stability(const std::vector<double>& d, const std::vector<double>& r);

}  // namespace coopbench

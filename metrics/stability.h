#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/fields.h"

namespace coopbench {

/// What a run's energy differences say, in the order in which the rules are tried.
enum class Verdict {
  diverged,
  rewound,  ///< said of a run that diverged and went on from a checkpoint; no series tells it
  too_short,
  unmeasured,
  expanding,
  contracting,
  oscillating,
  autocorrelated,
  restless,
  stable
};
inline constexpr int verdicts = 10;

/// "too short" for Verdict::too_short, and so on.
std::string_view name(Verdict verdict);
/// The verdict of that name; nothing for another word.
std::optional<Verdict> verdict_named(std::string_view name);

/// Beyond which values a run is not called stable.
struct StabilityLimits {
  double bias = 0.3, collapse = 3, excess = 3, correlation = 0.1;
  static auto fields() {
    using L = StabilityLimits;
    return std::tuple{
        field("bias", &L::bias, above(0),
              "|bias| of d, in standard deviations of the energy over data, from which on a run "
              "expands or contracts"),
        field("collapse", &L::collapse, above(0),
              "bias below minus this, and a |d| that has grown tenfold, is divergence"),
        field("excess", &L::excess, above(0),
              "spread of d, in sampling errors of two batches, from which on a run is restless"),
        field("correlation", &L::correlation, between(0, 1),
              "least tau, the autocorrelation of d that counts"),
    };
  }
};

/// One value an iteration, all of one length, energies in true-energy units.
struct TrainingSeries {
  std::vector<double> d;        ///< mean energy of data less that of chain ends
  std::vector<double> r;        ///< average gradient magnitude
  std::vector<double> data_sd;  ///< standard deviation of the energy over the batch of data
  std::vector<double> d_error;  ///< standard error of d: of the mean over these images and chains
};

/// All but the verdict belongs to the window: the last `window` iterations of the run. Where the
/// window has fewer than 2 iterations or holds a d or r that is not finite, the numbers are NaN and
/// the lists are empty. A constant series has no correlation: its values are 0. Where data_sd or
/// d_error are not numbers of at least 0 in the whole window, or all 0, bias or excess is NaN.
struct Stability {
  Verdict verdict;
  int64_t window;  ///< iterations: half of the run, rounded down, at most 2000
  double bias;     ///< mean d / standard deviation of the energy over data (root mean square)
  double bias_low, bias_high;  ///< its 95 % interval
  double excess;               ///< standard deviation of d / its sampling error (root mean square)
  double tau;  ///< bound on the autocorrelations of d: max(limit, 3.3 / sqrt(window))
  std::vector<double> acf_d;  ///< lags 1 to 15, d standardised
  std::vector<double> acf_r;  ///< lags 1 to 15, r standardised
  std::vector<double> cross;  ///< lags -15 to 15 of d and r; at negative lags d comes before r
};

/// Verdict and correlations. The interval of the bias is normal, from the standard error of an
/// autocorrelated mean (`iact`). Correlations are of centred series, each sum over window - 1:
/// uncentred, a steady bias alone gives a correlation at every lag. The verdict, first match:
///   diverged        a d or r of the run is not finite (|value| <= 1e100 fails)
///   too short       the window has under 200 iterations, hence the run under 400
///   unmeasured      bias or excess is NaN: batches of one image, or an energy that does not vary
///   diverged        bias < -collapse, and the mean |d| of the window's last quarter is at least 10
///                   times that of the run's first 500 iterations (of those before the window,
///                   where fewer)
///   expanding       bias < -limit with its whole interval below 0: chains do not reach the energy
///                   of data
///   contracting     bias > limit with its whole interval above 0: chains sit lower than data
///   oscillating     an autocorrelation of d at lags 1 to 15 is below -tau
///   autocorrelated  one is above tau
///   restless        excess > limit: d moves by more than two batches differ by chance
///   stable          else
/// From a window of 200 on, under 1.5 % of white noise is called oscillating and over 98 % of
/// autoregressive noise with coefficient -0.4; at 100 it would be 77 %.
/// Throws std::invalid_argument if the lengths differ. Correlations: Nijkamp et al. 2020, On the
/// Anatomy of MCMC-Based Maximum Likelihood Learning of Energy-Based Models, section 3; bias,
/// excess and verdict are this project's own.
Stability stability(const TrainingSeries& run, const StabilityLimits& limits = {});

/// What decided, with its limit: "bias 0.77, limit 0.3"; of a stable run what is nearest to its
/// limit. Empty where no number did.
std::string grounds(const Stability& found, const StabilityLimits& limits = {});

/// What a verdict means for who trains, and what to try. A sentence or two.
std::string_view advice(Verdict verdict);

}  // namespace coopbench

#pragma once

#include <cstdint>
#include <vector>

#include "metrics/estimate.h"

namespace coopbench {

/// Mean of a metric over n seeds and its 95 % interval, in the metric's own units.
struct Summary {
  double mean, low, high;
  int64_t n;
};

/// Mean and Student's t interval (n - 1 degrees of freedom) of `values`, one a seed.
/// Needs at least 1 value; with 1 the interval is -infinity to infinity, for one seed says nothing
/// of the spread. Throws std::invalid_argument on no value or one that is not finite: a diverged
/// seed is to be counted and shown, not averaged. The command also gives the median, the standard
/// deviation (n - 1) and the percentile bootstrap interval of the mean, which is too narrow for few
/// seeds: below about 20 trust Student's t.
Summary over_seeds(const std::vector<double>& values);

/// Bootstrap interval of the mean over seeds at 95 %: the 2.5 % and 97.5 % quantiles of the means
/// of 10 000 resamples with replacement. values [n], one a seed, n >= 2, finite. It assumes no
/// normal law, but is too narrow for few seeds (the variance of the resamples is (n - 1) / n of the
/// right one, and no resample leaves the range of the values): below about 20 trust Student's t
/// instead. Efron 1979, Bootstrap Methods: Another Look at the Jackknife.
Interval bootstrap_interval(const std::vector<double>& values, uint64_t seed = 0,
                            int64_t resamples = 10000);

struct PairedTest {
  Summary difference;  ///< of a less b
  double p_value;      ///< two-sided
  bool exact;          ///< over all sign patterns; else over random ones
};

/// Whether two methods differ over the same seeds: mean of a_i - b_i with Student's t interval at
/// 95 %, and the sign-flip test. Its p-value is the share of the 2^n patterns of signs of the
/// differences whose mean is at least as far from 0 as theirs: all patterns up to n = 20, else
/// 100000 random ones and (1 + count) / (1 + 100000). Two-sided; valid for differences that are
/// symmetric about 0 where the methods are equal.
/// a, b [n], one value a seed in the same order, n >= 2, finite. The p-value is in (0, 1] and at
/// least 2 / 2^n: 5 seeds can't give less than 0.0625, 6 are the fewest for 0.05. For several
/// comparisons adjust the p-values by Holm's method.
/// Fisher 1935, The Design of Experiments, section 21; Phipson and Smyth 2010, Permutation p-values
/// should never be zero.
PairedTest paired_test(const std::vector<double>& a, const std::vector<double>& b,
                       uint64_t seed = 0);

/// P-values of several tests adjusted by Holm's method, in their order: rejecting those that are at
/// most alpha errs with probability at most alpha over the whole family, whatever the dependence.
/// The k-th smallest of n times n - k + 1, at least the adjusted one before it, at most 1.
/// Throws std::invalid_argument for one that is not in [0, 1].
/// Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure.
std::vector<double> holm(const std::vector<double>& p_values);

}  // namespace coopbench

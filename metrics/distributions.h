#pragma once

namespace coopbench {

// Chances and quantiles from Boost.Math, whose headers take a second to read: they stand in one
// file.

/// Chance that a standard normal number is at most z.
double normal_cdf(double z);
/// That it is above z.
double normal_tail(double z);
/// The z that it is at most with the chance p, 0 < p < 1.
double inverse_normal_cdf(double p);

/// Chance that a number of Student's t distribution is above t; degrees of freedom above 0.
double student_t_tail(double t, double freedom);
/// Half width of an interval of 95 % around 0.
double student_t_half_width(double freedom);

/// Chance of at least so many successes, 0 <= successes <= trials, where each has chance 1/2;
/// successes may end in a half.
double fair_binomial_tail(double successes, double trials);

/// Bounds on a chance of which so many of the trials came true, each wrong with the chance `tail`:
/// Clopper and Pearson 1934.
double binomial_lower_bound(double successes, double trials, double tail);
double binomial_upper_bound(double successes, double trials, double tail);

}  // namespace coopbench

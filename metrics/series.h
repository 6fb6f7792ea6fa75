#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace coopbench {

/// A series as numbers: a tensor [n] of float32 or float64. Throws std::invalid_argument that
/// begins with `argument` for anything else.
std::vector<double> numbers(const std::string& argument, const torch::Tensor& series);

/// Throws std::invalid_argument unless there are at least `least` values, every |value| <= 1e100.
/// The message begins with `argument` and names the first bad value.
void check_series(const std::string& argument, const std::vector<double>& values, size_t least);

/// Sum over n, n >= 1.
double sample_mean(const std::vector<double>& values);

/// Sum of squares about the mean over n - 1, n >= 2.
double sample_variance(const std::vector<double>& values);

/// Quantile at 0 <= p <= 1 of n >= 1 values, by linear interpolation between the order statistics
/// (type 7 of Hyndman and Fan 1996).
double quantile(std::vector<double> values, double p);

}  // namespace coopbench

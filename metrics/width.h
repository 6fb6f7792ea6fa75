#pragma once

#include <torch/types.h>

#include <vector>

namespace coopbench {

enum class Distance { euclidean, absolute };  ///< L2, L1

/// Median of the distances between the rows i < j of `real`: the default kernel width.
/// Of the data alone, because diverged samples would widen a pooled median and hide themselves.
/// real [n,D], float32 or float64, n >= 2, finite. The result is above 0, in data units. Up to 4000
/// rows the median is exact (mean of the middle two for an even number of pairs). Of more rows it
/// is that of 4000 rows spread evenly over the data, so that data sorted by label do no harm.
/// Throws std::invalid_argument (argument, shape, rule), also where the median is 0.
double median_distance(const torch::Tensor& real, Distance distance = Distance::euclidean);

/// These quantiles, each in [0, 1], of the distances above 0 between the rows i < j, of at most
/// 1000 rows spread evenly; NumPy's "lower" rule. rows [n,D], n >= 2, finite. Throws
/// std::invalid_argument (argument, shape, rule), also where all rows are equal.
std::vector<double> distance_quantiles(const torch::Tensor& rows,
                                       const std::vector<double>& quantiles, Distance distance);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"

namespace coopbench {

/// Squared distances that differ by less than this share of themselves count as equal: rounding
/// must not decide between a neighbour on the border and one outside, nor between two equal ones.
constexpr double kEqualDistances = 1e-10;

/// For each row its nearest row of another set: squared Euclidean distance, float64 [m], and that
/// row's index (the lowest of equal ones), int64 [m].
struct Nearest {
  torch::Tensor squared, index;
};

/// rows [m,D], others [n,D], both checked (`check_rows`), m, n >= 1. Blocks of 512 rows, so that
/// memory grows with m, not m n.
Nearest nearest(const torch::Tensor& rows, const torch::Tensor& others, Workers& workers);

/// Squared Euclidean distance of each row to its k-th nearest other row, float64 [n]; a row is not
/// its own neighbour, but an equal row is. rows [n,D], checked; 1 <= k < n.
torch::Tensor kth_squared_distances(const torch::Tensor& rows, int64_t k, Workers& workers);

/// `count` rows spread evenly over all of them, so that rows sorted by label do no harm.
/// 1 <= count <= n.
torch::Tensor spread_rows(const torch::Tensor& rows, int64_t count);

}  // namespace coopbench

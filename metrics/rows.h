#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

namespace coopbench {

/// Rows in a block of the metrics that compare all pairs of rows.
constexpr int64_t kBlockRows = 512;

/// "[8, 3]": a tensor's shape, for messages.
std::string shape_text(const torch::Tensor& rows);

/// Throws std::invalid_argument unless `rows` is [n,D] of float32 or float64 with n >= `least`,
/// D >= 1 and every |value| <= 1e100 (beyond it squares overflow). The message begins with
/// `argument` and names the first bad row.
void check_rows(const std::string& argument, const torch::Tensor& rows, int64_t least);

/// Rows first to first + kBlockRows, fewer at the end, detached, as doubles.
torch::Tensor block(const torch::Tensor& rows, int64_t first);

/// |a_i - b_j|^2 for a [p,D], b [q,D] of doubles: [p,q]. Values below the rounding error of
/// |a|^2 + |b|^2 - 2 a.b are 0, so that equal rows are exactly 0 apart.
torch::Tensor squared_distances(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace coopbench

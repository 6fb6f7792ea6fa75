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

/// The same with `least` 1, and that the rows have as many dimensions as those of another argument.
void check_dimensions(const std::string& argument, const torch::Tensor& rows,
                      const std::string& other_argument, const torch::Tensor& other);

/// The same for two sets that are compared: each, and that they have as many dimensions.
void check_two_samples(const torch::Tensor& generated, const torch::Tensor& real, int64_t least);

/// Blocks of kBlockRows that so many rows fill.
constexpr int64_t block_count(int64_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

/// Rows first to first + kBlockRows, fewer at the end, detached, as numbers of this type.
torch::Tensor block(const torch::Tensor& rows, int64_t first,
                    torch::ScalarType type = torch::kFloat64);

/// Float32 if both are and no |value| is above 1e6, else float64: what sums of kernels are computed
/// in before they are added.
torch::ScalarType common_type(const torch::Tensor& a, const torch::Tensor& b);

/// |a_i - b_j|^2 for a [p,D], b [q,D] of one dtype: [p,q]. From products, but squares small
/// beside |a|^2 + |b|^2 from differences: equal rows are exactly 0 apart, and rows far from the
/// origin or beside an outlier lose no accuracy.
torch::Tensor squared_distances(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace coopbench

#include "metrics/rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace coopbench {
namespace {

using torch::Tensor;

constexpr double kLargest = 1e100;
constexpr double kRounding = 1e-14;  // about 50 units in the last place of a double

}  // namespace

std::string shape_text(const Tensor& rows) {
  return fmt::format("[{}]", fmt::join(rows.sizes().begin(), rows.sizes().end(), ", "));
}

void check_rows(const std::string& argument, const Tensor& rows, int64_t least) {
  const bool real_valued = rows.defined() && (rows.scalar_type() == torch::kFloat32 ||
                                              rows.scalar_type() == torch::kFloat64);
  if (!real_valued)
    throw std::invalid_argument(
        fmt::format("{}: must be a tensor [rows, dimensions] of float or double", argument));
  if (rows.dim() != 2 || rows.size(0) < least || rows.size(1) < 1)
    throw std::invalid_argument(
        fmt::format("{}: shape {} must be [rows, dimensions] with at least {} rows and 1 dimension",
                    argument, shape_text(rows), least));
  for (int64_t first = 0; first < rows.size(0); first += kBlockRows) {
    const Tensor bad = (block(rows, first).abs() <= kLargest).logical_not().any(1).nonzero();
    if (bad.size(0) == 0) continue;
    throw std::invalid_argument(
        fmt::format("{}: row {} of shape {} must be finite, with every |value| at most {:g}",
                    argument, first + bad[0].item<int64_t>(), shape_text(rows), kLargest));
  }
}

Tensor block(const Tensor& rows, int64_t first) {
  const int64_t last = std::min(first + kBlockRows, rows.size(0));
  return rows.detach().slice(0, first, last).to(torch::kCPU, torch::kFloat64);
}

Tensor squared_distances(const Tensor& a, const Tensor& b) {
  const Tensor x = a - b[0], y = b - b[0];  // accurate far from the origin too
  const Tensor norms = x.square().sum(1, true) + y.square().sum(1);
  const Tensor squares = torch::addmm(norms, x, y.t(), 1, -2);
  return squares.masked_fill_(squares <= kRounding * norms, 0);
}

}  // namespace coopbench

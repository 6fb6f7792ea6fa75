#include "metrics/rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace coopbench {
namespace {

using torch::Tensor;

constexpr double kLargest = 1e100;
constexpr double kLargestFloat = 1e6;  // its cube of products must not overflow float32

constexpr int64_t kFewDimensions = 8;  // distances of so few are as fast without a matrix product

/// Share of |x|^2 + |y|^2 below which |x - y|^2 from their products has lost half of its digits.
double near(torch::ScalarType type) { return type == torch::kFloat32 ? 1e-3 : 1e-9; }

/// |a_i - b_j|^2 without products: exact however far from the origin, and slow.
Tensor direct_squares(const Tensor& a, const Tensor& b) {
  constexpr int64_t without_products = 2;
  return torch::cdist(a, b, 2, without_products).square_();
}

/// A row that is no outlier: of those of b the one whose distance from the first is the median.
Tensor typical_row(const Tensor& b) { return b[std::get<1>((b - b[0]).square().sum(1).median(0))]; }

/// Computes anew, from differences, the squares that are too small to be trusted.
void mend_near(Tensor& squares, const Tensor& norms, const Tensor& a, const Tensor& b) {
  const Tensor suspect = squares <= near(a.scalar_type()) * norms;
  const Tensor places = suspect.nonzero();
  if (places.size(0) == 0) return;
  if (places.size(0) > 4 * (a.size(0) + b.size(0))) {
    squares = torch::where(suspect, direct_squares(a, b), squares);
    return;
  }
  const Tensor i = places.select(1, 0), j = places.select(1, 1);
  squares.index_put_({i, j}, (a.index_select(0, i) - b.index_select(0, j)).square().sum(1));
}

void need_dimensions(const std::string& argument, const Tensor& rows,
                     const std::string& other_argument, const Tensor& other) {
  if (rows.size(1) != other.size(1))
    throw std::invalid_argument(fmt::format("{}: shape {} must have as many dimensions as {}, {}",
                                            argument, shape_text(rows), other_argument,
                                            shape_text(other)));
}

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

void check_dimensions(const std::string& argument, const Tensor& rows,
                      const std::string& other_argument, const Tensor& other) {
  check_rows(argument, rows, 1);
  need_dimensions(argument, rows, other_argument, other);
}

void check_two_samples(const Tensor& generated, const Tensor& real, int64_t least) {
  check_rows("generated", generated, least);
  check_rows("real", real, least);
  need_dimensions("generated", generated, "real", real);
}

Tensor block(const Tensor& rows, int64_t first, torch::ScalarType type) {
  const int64_t last = std::min(first + kBlockRows, rows.size(0));
  return rows.detach().slice(0, first, last).to(torch::kCPU, type);
}

torch::ScalarType common_type(const Tensor& a, const Tensor& b) {
  const auto single = [](const Tensor& x) {
    return x.scalar_type() == torch::kFloat32 && x.abs().max().item<double>() <= kLargestFloat;
  };
  return single(a) && single(b) ? torch::kFloat32 : torch::kFloat64;
}

Tensor squared_distances(const Tensor& a, const Tensor& b) {
  if (a.size(1) <= kFewDimensions) return direct_squares(a, b);
  const Tensor centre = typical_row(b), x = a - centre, y = b - centre;
  const Tensor norms = x.square().sum(1, true) + y.square().sum(1);
  Tensor squares = torch::addmm(norms, x, y.t(), 1, -2);
  mend_near(squares, norms, a, b);
  return squares;
}

}  // namespace coopbench

#include "metrics/mmd.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kMedianRows = 4000;

/// exp(-|a_i - b_j|^2 / (2 h^2)), [rows of a, rows of b].
Tensor kernel(const Tensor& a, const Tensor& b, double h) {
  return squared_distances(a, b).mul_(-0.5 / (h * h)).exp_();
}

/// Sums of k(x_i, x_j) over j != i for each i, [n].
Tensor sums_within(const Tensor& rows, double h) {
  const int64_t n = rows.size(0);
  Tensor sums = torch::zeros({n}, torch::kFloat64);
  for (int64_t i = 0; i < n; i += kBlockRows) {
    const Tensor a = block(rows, i);
    sums.slice(0, i, i + kBlockRows) += kernel(a, a, h).fill_diagonal_(0).sum(1);
    for (int64_t j = i + kBlockRows; j < n; j += kBlockRows) {
      const Tensor k = kernel(a, block(rows, j), h);
      sums.slice(0, i, i + kBlockRows) += k.sum(1);
      sums.slice(0, j, j + kBlockRows) += k.sum(0);
    }
  }
  return sums;
}

/// Sums of k(x_i, y_j) over j for each i, [m], and over i for each j, [n].
std::pair<Tensor, Tensor> sums_between(const Tensor& x, const Tensor& y, double h) {
  Tensor of_x = torch::zeros({x.size(0)}, torch::kFloat64);
  Tensor of_y = torch::zeros({y.size(0)}, torch::kFloat64);
  for (int64_t i = 0; i < x.size(0); i += kBlockRows) {
    const Tensor a = block(x, i);
    for (int64_t j = 0; j < y.size(0); j += kBlockRows) {
      const Tensor k = kernel(a, block(y, j), h);
      of_x.slice(0, i, i + kBlockRows) += k.sum(1);
      of_y.slice(0, j, j + kBlockRows) += k.sum(0);
    }
  }
  return {of_x, of_y};
}

/// One of the two sets as the statistic sees it: sums of the kernel for each of its rows.
struct RowSums {
  Tensor within, between;  // over the other rows of its own set; over the rows of the other set
  double rows() const { return static_cast<double>(within.size(0)); }
  double mean_within() const { return within.sum().item<double>() / (rows() * (rows() - 1)); }
};

struct Sums {
  RowSums generated, real;
};

Sums checked_sums(const Tensor& generated, const Tensor& real, double h, int64_t least) {
  check_rows("generated", generated, least);
  check_rows("real", real, least);
  if (generated.size(1) != real.size(1))
    throw std::invalid_argument(
        fmt::format("generated: shape {} must have as many dimensions as real, {}",
                    shape_text(generated), shape_text(real)));
  if (!(h >= 1e-100 && h <= 1e100))
    throw std::invalid_argument(fmt::format("h: width {} must be above 0 and finite", h));
  const auto [of_generated, of_real] = sums_between(generated, real, h);
  return {{sums_within(generated, h), of_generated}, {sums_within(real, h), of_real}};
}

double mmd2(const Sums& s) {
  return s.generated.mean_within() + s.real.mean_within() -
         2 * s.generated.between.sum().item<double>() / (s.generated.rows() * s.real.rows());
}

/// Jackknife variance from leaving out each row of one set. The other set's own mean is the same
/// in all these estimates and drops out.
double jackknife_variance(const RowSums& set, double other_rows) {
  const double n = set.rows();
  const Tensor estimates = (set.within.sum() - 2 * set.within) / ((n - 1) * (n - 2)) -
                           2 * (set.between.sum() - set.between) / ((n - 1) * other_rows);
  return (n - 1) / n * (estimates - estimates.mean()).square().sum().item<double>();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace

double median_distance(const Tensor& real) {
  check_rows("real", real, 2);
  const int64_t n = std::min(real.size(0), kMedianRows);
  const auto chosen = torch::arange(n, real.options().dtype(torch::kInt64).requires_grad(false));
  const Tensor rows = real.detach().index_select(0, (chosen * real.size(0)).div(n, "floor"));
  std::vector<double> distances;
  distances.reserve(static_cast<std::size_t>(n * (n - 1) / 2));
  for (int64_t i = 0; i < n; i += kBlockRows)
    for (int64_t j = i; j < n; j += kBlockRows) {
      const Tensor d = squared_distances(block(rows, i), block(rows, j)).sqrt_().contiguous();
      for (int64_t row = 0; row < d.size(0); ++row) {
        const double* begin = d.data_ptr<double>() + row * d.size(1);
        distances.insert(distances.end(), begin + (i == j ? row + 1 : 0), begin + d.size(1));
      }
    }
  const double width = median(std::move(distances));
  if (width > 0) return width;
  throw std::invalid_argument(fmt::format(
      "real: the median distance between the rows of shape {} must be above 0, but at least half "
      "of the pairs are equal; remove repeated rows or give the kernel width h yourself",
      shape_text(real)));
}

double mmd2_unbiased(const Tensor& generated, const Tensor& real, double h) {
  return mmd2(checked_sums(generated, real, h, 2));
}

Estimate mmd2_interval(const Tensor& generated, const Tensor& real, double h, double level) {
  if (!(level > 0 && level < 1))
    throw std::invalid_argument(fmt::format("level: {} must be above 0 and below 1", level));
  const Sums sums = checked_sums(generated, real, h, 3);
  const double value = mmd2(sums);
  const double error = std::sqrt(jackknife_variance(sums.generated, sums.real.rows()) +
                                 jackknife_variance(sums.real, sums.generated.rows()));
  const double z = boost::math::quantile(boost::math::normal{}, (1 + level) / 2);
  return {value, value - z * error, value + z * error};
}

}  // namespace coopbench

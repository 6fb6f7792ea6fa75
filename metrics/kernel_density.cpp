#include "metrics/kernel_density.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "metrics/parzen.h"
#include "metrics/rows.h"

namespace coopbench {

using torch::Tensor;

Tensor kernel_log_density(const Tensor& samples, const Tensor& points, double bandwidth,
                          Workers& workers) {
  check_rows("samples", samples, 2);
  check_dimensions("points", points, "samples", samples);
  if (!(bandwidth >= 1e-6 && bandwidth <= 1e6))
    throw std::invalid_argument(
        fmt::format("bandwidth: {} must be at least 1e-6 and at most 1e6", bandwidth));
  const torch::NoGradGuard no_grad;
  const Tensor x = samples.detach().to(torch::kFloat64), mean = x.mean(0, true);
  const auto [factor, failed] = at::linalg_cholesky_ex(torch::cov(x.t()).reshape({x.size(1), -1}));
  const Tensor diagonal = factor.diagonal();
  const double largest = diagonal.max().item<double>();
  if (failed.item<int64_t>() != 0 || !(diagonal.min().item<double>() > 1e-8 * largest))
    throw std::invalid_argument(
        "samples: their covariance is singular: they lie on a line or point");
  // In units of S the kernels are round.
  const auto whitened = [&, lower = factor](const Tensor& rows) {
    return at::linalg_solve_triangular(lower, (rows.to(torch::kFloat64) - mean).t(),
                                       /*upper=*/false)
        .t()
        .contiguous();
  };
  return parzen_log_densities(whitened(x), whitened(points.detach()), {bandwidth}, workers)[0] -
         diagonal.log().sum();
}

double scott_bandwidth(int64_t samples, int64_t dimensions) {
  return std::pow(static_cast<double>(samples), -1 / (static_cast<double>(dimensions) + 4));
}

}  // namespace coopbench

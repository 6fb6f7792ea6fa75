#include "metrics/kernel.h"

#include <fmt/format.h>

#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

std::vector<double> checked(std::vector<double> widths) {
  for (const double h : widths)
    if (!(h >= 1e-100 && h <= 1e100))
      throw std::invalid_argument(fmt::format("h: width {} must be above 0 and finite", h));
  return widths;
}

/// Mean over the factors of exp(factor * distance).
Tensor mean_exponential(const Tensor& distance, const std::vector<double>& factors) {
  if (factors.size() == 1) return distance.mul_(factors[0]).exp_();
  Tensor sum = distance.mul(factors[0]).exp_();
  for (size_t i = 1; i < factors.size(); ++i) sum += distance.mul(factors[i]).exp_();
  return sum.div_(static_cast<double>(factors.size()));
}

}  // namespace

Kernel rbf_kernel(std::vector<double> widths) {
  for (double& h : widths = checked(std::move(widths))) h = -0.5 / (h * h);
  return [factors = widths](const Tensor& a, const Tensor& b) {
    return mean_exponential(squared_distances(a, b), factors);
  };
}

Kernel laplace_kernel(std::vector<double> widths) {
  for (double& h : widths = checked(std::move(widths))) h = -1 / h;
  return [factors = widths](const Tensor& a, const Tensor& b) {
    return mean_exponential(torch::cdist(a, b, 1), factors);
  };
}

Kernel polynomial_kernel() {
  return [](const Tensor& a, const Tensor& b) {
    const Tensor base = torch::mm(a, b.t()).div_(static_cast<double>(a.size(1))).add_(1);
    return base.square().mul_(base);
  };
}

Kernel distance_kernel() {
  return [](const Tensor& a, const Tensor& b) { return squared_distances(a, b).sqrt_().neg_(); };
}

std::vector<double> mixture_widths(double h) { return {h / 4, h / 2, h, 2 * h, 4 * h}; }

}  // namespace coopbench

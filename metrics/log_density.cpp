#include "metrics/log_density.h"

#include <fmt/format.h>
#include <torch/autograd.h>

#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {

using torch::Tensor;

namespace {

Tensor checked(const LogDensity& log_density, const Tensor& x) {
  Tensor value = log_density(x);
  if (!value.defined() || value.dim() != 1 || value.size(0) != x.size(0))
    throw std::invalid_argument(
        fmt::format("log_density: gives shape {} for {} points, must be [{}]",
                    value.defined() ? shape_text(value) : "[]", x.size(0), x.size(0)));
  return value;
}

}  // namespace

Tensor values_of(const LogDensity& log_density, const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return checked(log_density, x).to(torch::kFloat64);
}

ValueGradient value_and_gradient(const LogDensity& log_density, const Tensor& x) {
  const torch::AutoGradMode with_gradients(true);
  const Tensor at = x.detach().requires_grad_(true);
  const Tensor value = checked(log_density, at);
  return {value.detach().to(torch::kFloat64), torch::autograd::grad({value.sum()}, {at})[0]};
}

}  // namespace coopbench

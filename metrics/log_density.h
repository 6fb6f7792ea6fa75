#pragma once

#include <torch/types.h>

#include <functional>

namespace coopbench {

/// log f of points x [n,D], float64: [n], of any float type, up to a constant; of an energy-based
/// model -U(x), an energy of float32 weights casts x itself. Where a gradient is asked for it must
/// be differentiable by autograd.
using LogDensity = std::function<torch::Tensor(const torch::Tensor& x)>;

/// log f(x), float64 [n]. Throws std::invalid_argument where it has another shape.
torch::Tensor values_of(const LogDensity& log_density, const torch::Tensor& x);

/// log f(x) [n] and its gradient [n,D], both float64.
struct ValueGradient {
  torch::Tensor value, gradient;
};
ValueGradient value_and_gradient(const LogDensity& log_density, const torch::Tensor& x);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

namespace coopbench {

/// k(a_i, b_j) for rows a [p,D], b [q,D] of one dtype: [p,q].
using Kernel = std::function<torch::Tensor(const torch::Tensor& a, const torch::Tensor& b)>;

/// Mean over the widths h > 0 of exp(-|a-b|^2 / (2 h^2)), Euclidean distance.
Kernel rbf_kernel(std::vector<double> widths);

/// Mean over the widths h > 0 of exp(-|a-b| / h), sum of absolute differences (L1 distance).
Kernel laplace_kernel(std::vector<double> widths);

/// (a.b / D + 1)^3: the kernel of KID (Binkowski et al. 2018, Demystifying MMD GANs, equation 3).
Kernel polynomial_kernel();

/// -|a-b|, Euclidean: the MMD^2 of this kernel is the energy distance (Sejdinovic et al. 2013).
Kernel distance_kernel();

/// h * {1/4, 1/2, 1, 2, 4}: the widths of a mixture.
std::vector<double> mixture_widths(double h);

}  // namespace coopbench

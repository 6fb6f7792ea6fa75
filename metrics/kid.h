#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"

namespace coopbench {

/// Mean and population standard deviation over subsets.
struct Kid {
  double mean, sd;
};

/// Kernel distance of KID: unbiased MMD^2 with the kernel (a.b/D + 1)^3, averaged over random
/// subsets of each set, drawn without replacement. With Inception features it is the published KID;
/// here the features are those of the space that the result names.
/// generated [m,D], real [n,D], finite, m, n >= subset_size >= 2; subsets >= 1.
/// Mean 0 for equal laws, so negative values are valid; `sd` is the spread over subsets, which
/// share rows: neither a standard error nor an interval. Errors: a row that is not finite, other
/// dimensions, fewer rows than a subset. Binkowski et al. 2018, Demystifying MMD GANs, section 4.
Kid kid(const torch::Tensor& generated, const torch::Tensor& real, int64_t subsets,
        int64_t subset_size, uint64_t seed, Workers& workers);

}  // namespace coopbench

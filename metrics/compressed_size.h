#pragma once

#include <torch/types.h>

namespace coopbench {

/// Bytes of each image [n,C,H,W] in [-1,1], finite, as 8-bit pixels compressed with zlib at its
/// best level, [n] doubles: a score of complexity that likelihoods of images must be held against.
/// Serra et al. 2020, Input Complexity and Out-of-distribution Detection.
torch::Tensor compressed_sizes(const torch::Tensor& images);

}  // namespace coopbench

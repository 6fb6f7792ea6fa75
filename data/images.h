#pragma once

#include <torch/types.h>

#include <cstdint>

namespace coopbench {

/// Pixels as images: uint8 [n,C,H,H], 0 to 255, to float32 [n,C,side,side] in [-1,1], where 0 is -1
/// and 255 is 1. Another side is reached by antialiased bilinear resizing (a triangle filter as
/// wide as a pixel of the coarser grid), before which nothing is rounded; with side H pixels are
/// only scaled.
torch::Tensor to_images(const torch::Tensor& pixels, int64_t side);

}  // namespace coopbench

#include "data/images.h"

#include <torch/types.h>

namespace coopbench {

torch::Tensor to_images(const torch::Tensor& pixels, int64_t side) {
  constexpr int64_t chunk = 512;  // keeps the float copies in the cache
  torch::Tensor images =
      torch::empty({pixels.size(0), pixels.size(1), side, side}, torch::kFloat32);
  for (int64_t row = 0; row < pixels.size(0); row += chunk) {
    const int64_t end = std::min(row + chunk, pixels.size(0));
    torch::Tensor part = pixels.slice(0, row, end).to(torch::kFloat32);
    if (side != pixels.size(2))
      part = at::_upsample_bilinear2d_aa(part, {side, side}, /*align_corners=*/false);
    // The weights of a resized pixel sum to 1 only up to rounding.
    images.slice(0, row, end).copy_(part.sub_(127.5).div_(127.5).clamp_(-1, 1));
  }
  return images;
}

}  // namespace coopbench

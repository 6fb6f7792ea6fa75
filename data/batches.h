#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/stream.h"

namespace coopbench {

/// The positive batches of a training run. A batch follows from the seed and the iteration alone.
struct Batches {
  torch::Tensor images;  ///< [n,C,H,W]
  int64_t size;          ///< images in a batch, at most n
  uint64_t seed;

  /// `size` different images, [size,C,H,W]. Throws std::invalid_argument when size is above n.
  torch::Tensor at(int64_t iteration) const;
};

/// Data noise: x + data_noise * xi with standard normal xi; x itself when data_noise is 0.
torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/stream.h"
#include "data/images.h"

namespace coopbench {

/// The data of one training iteration.
struct Batch {
  torch::Tensor clean;   ///< images without data noise, [n,C,H,W]
  torch::Tensor labels;  ///< int64 [n]; undefined where the images have none
};

/// The batches of a training run. A batch follows from the seed and the iteration alone.
struct Batches {
  Images images;
  int64_t size;  ///< images in a batch, at most all
  uint64_t seed;

  /// `size` different images. Throws std::invalid_argument when there are fewer.
  Batch at(int64_t iteration) const;
};

/// Data noise: x + data_noise * xi with standard normal xi; x itself when data_noise is 0.
torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/schedule.h"
#include "core/stream.h"
#include "core/workers.h"
#include "data/images.h"

namespace coopbench {

/// The data of one training iteration.
struct Batch {
  torch::Tensor clean;        ///< [n,C,H,W]
  torch::Tensor noised;       ///< the same with data noise: the positive batch
  torch::Tensor labels = {};  ///< int64 [n]; undefined where the images have none
};

/// The batches of a training run. A batch follows from the seed and the iteration alone.
struct Batches {
  Images images;
  int64_t size;       ///< images in a batch, at most all
  double data_noise;  ///< standard deviation of the noise of the positive batch, at first
  uint64_t seed;
  Schedule noise_schedule = {};  ///< how it falls from iteration to iteration

  /// `size` different images. Throws std::invalid_argument when there are fewer.
  Batch at(int64_t iteration) const;
  /// Their rows, int64 [size].
  torch::Tensor rows_at(int64_t iteration) const;
};

/// The images of a run's training part, in two by chance.
struct Drawable {
  Images images;                ///< those that batches are drawn from
  torch::Tensor rows = {};      ///< their rows in the training part, int64, ascending
  torch::Tensor reserved = {};  ///< the others'
};

/// All training images but `reserved` of them, which the seed alone chooses. Throws
/// std::invalid_argument when there are not so many.
Drawable drawable(const Images& train, int64_t reserved, uint64_t seed);

/// Data noise: x + data_noise * xi with standard normal xi; x itself when data_noise is 0.
torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream);

/// Batches of consecutive iterations: the next one is made by a thread that would wait else.
class ConsecutiveBatches {
 public:
  /// The workers must outlive it.
  ConsecutiveBatches(Batches batches, Workers& workers)
      : batches_(std::move(batches)), workers_(workers) {}
  Batch at(int64_t iteration);

 private:
  Batches batches_;
  Workers& workers_;
  int64_t coming_ = -1;
  Later<Batch> next_;
};

}  // namespace coopbench

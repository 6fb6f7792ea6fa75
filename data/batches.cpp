#include "data/batches.h"

#include <torch/types.h>

namespace coopbench {

Batch Batches::at(int64_t iteration) const {
  const Stream stream{.seed = seed, .purpose = Purpose::batch, .iteration = iteration};
  const torch::Tensor rows = distinct(stream, images.size(), size);
  return {images.rows(rows), images.labels_of(rows)};
}

torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream) {
  if (data_noise == 0) return x;
  return x + data_noise * normal(stream, x.sizes());
}

}  // namespace coopbench

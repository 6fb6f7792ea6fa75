#include "data/batches.h"

#include <torch/types.h>

namespace coopbench {

torch::Tensor Batches::at(int64_t iteration) const {
  const Stream stream{.seed = seed, .purpose = Purpose::batch, .iteration = iteration};
  return images.index_select(0, distinct(stream, images.size(0), size));
}

torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream) {
  if (data_noise == 0) return x;
  return x + data_noise * normal(stream, x.sizes());
}

}  // namespace coopbench

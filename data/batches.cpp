#include "data/batches.h"

#include <torch/types.h>

namespace coopbench {

Batch Batches::at(int64_t iteration) const {
  const auto stream = [&](Purpose purpose) {
    return Stream{.seed = seed, .purpose = purpose, .iteration = iteration};
  };
  const torch::Tensor rows = distinct(stream(Purpose::batch), images.size(), size);
  const torch::Tensor clean = images.rows(rows);
  return {clean, perturb(clean, data_noise, stream(Purpose::data_noise)), images.labels_of(rows)};
}

torch::Tensor perturb(const torch::Tensor& x, double data_noise, const Stream& stream) {
  if (data_noise == 0) return x;
  return x + data_noise * normal(stream, x.sizes());
}

Batch ConsecutiveBatches::at(int64_t iteration) {
  Batch batch = coming_ == iteration ? next_.get() : batches_.at(iteration);
  coming_ = iteration + 1;
  next_ = workers_.later([batches = batches_, next = coming_] { return batches.at(next); });
  return batch;
}

}  // namespace coopbench

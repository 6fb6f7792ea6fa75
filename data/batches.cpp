#include "data/batches.h"

#include <torch/types.h>

namespace coopbench {

Batch Batches::at(int64_t iteration) const {
  const torch::Tensor rows = rows_at(iteration);
  const torch::Tensor clean = images.rows(rows);
  return {clean,
          perturb(clean, noise_schedule.at(data_noise, iteration),
                  {.seed = seed, .purpose = Purpose::data_noise, .iteration = iteration}),
          images.labels_of(rows)};
}

torch::Tensor Batches::rows_at(int64_t iteration) const {
  return distinct({.seed = seed, .purpose = Purpose::batch, .iteration = iteration}, images.size(),
                  size);
}

Drawable drawable(const Images& train, int64_t reserved, uint64_t seed) {
  const torch::Tensor kept_back =
      distinct({.seed = seed, .purpose = Purpose::reserved}, train.size(), reserved);
  const torch::Tensor free =
      torch::ones({train.size()}, torch::kBool).index_fill_(0, kept_back, false);
  const torch::Tensor rows = free.nonzero().flatten();
  return {reserved == 0 ? train : train.selected(rows), rows,
          free.logical_not().nonzero().flatten()};
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

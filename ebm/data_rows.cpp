#include "ebm/data_rows.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/stream.h"

namespace coopbench {

Chains training_images(const Images& train, int64_t n, const Stream& stream) {
  if (n > train.size())
    throw UserError(fmt::format("the train part has {} images, too few for {} different chains",
                                train.size(), n));
  const torch::Tensor rows = distinct(stream, train.size(), n);
  return {.x = train.rows(rows), .rows = rows};
}

torch::Tensor first_images(const torch::Tensor& batch, int64_t n) {
  if (n > batch.size(0))
    throw UserError(
        fmt::format("{} chains can't each start at another image of a batch of {}; "
                    "raise training.batch or lower training.chains",
                    n, batch.size(0)));
  return batch.slice(0, 0, n);
}

}  // namespace coopbench

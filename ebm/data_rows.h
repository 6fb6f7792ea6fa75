#pragma once

#include "core/stream.h"
#include "data/images.h"
#include "ebm/chains.h"

namespace coopbench {

/// n different training images, [n, C, H, W], with their rows. Throws UserError for more than there
/// are.
Chains training_images(const Images& train, int64_t n, const Stream& stream);

/// The first n images of a batch. Throws UserError for more than it has.
torch::Tensor first_images(const torch::Tensor& batch, int64_t n);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <functional>
#include <string>

namespace coopbench {

/// Samples [n,C,H,W] or [n,H,W] as images [n,C,H,W]. Throws std::invalid_argument for anything
/// else, points among them: an image is at least 2 pixels high and wide.
torch::Tensor as_images(const torch::Tensor& samples, const std::string& space);

/// map(rows [k,...]) -> [k,F] of a few samples at a time, detached, at most 2^20 numbers or else
/// one sample, so that what the map makes on its way stays small: [n,F].
torch::Tensor in_chunks(const torch::Tensor& samples,
                        const std::function<torch::Tensor(const torch::Tensor& rows)>& map);

}  // namespace coopbench

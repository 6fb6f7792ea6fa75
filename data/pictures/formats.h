#pragma once

#include <torch/types.h>

#include <string_view>

namespace coopbench {

/// What `decoded_picture` does for bytes that begin as these formats do.
torch::Tensor decoded_jpeg(std::string_view bytes);
torch::Tensor decoded_png(std::string_view bytes);

/// Throws UserError for a picture that has more than kMostPixels or none.
void need_size(int64_t width, int64_t height);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <filesystem>

namespace coopbench {

/// Writes chains or data as one picture: images [n, C, H, W] as a grid of at most `images` of them;
/// points of the plane [n, 2, 1, 1] as a histogram over the square of half width `view`. Two
/// channels of another side, or more than three, show their first channel.
void write_picture(const std::filesystem::path& path, const torch::Tensor& x, int64_t images,
                   double view);

/// Writes images [n, C, H, W] as one picture of `columns` images a row; channels as above.
void write_rows(const std::filesystem::path& path, const torch::Tensor& x, int64_t columns);

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <filesystem>

namespace coopbench {

/// Writes uint8 [H, W] (grey) or [H, W, 3] (colour) as a PNG file, whole. Throws Failure when it
/// can't be written.
void write_png(const std::filesystem::path& path, const torch::Tensor& pixels);

/// Images [n, C, H, W], C 1 or 3, values in [-1, 1] (clamped here only; NaN shows as black), as one
/// picture of `columns` images a row with lines of `gap` pixels between: uint8 [H', W'] or [H', W',
/// 3].
torch::Tensor tile(const torch::Tensor& images, int64_t columns, int64_t gap = 1);

}  // namespace coopbench

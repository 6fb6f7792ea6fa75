#pragma once

#include <torch/types.h>

#include <cstdint>

namespace coopbench {

/// How a picture becomes an image of a data set.
struct Fit {
  int64_t side = 32;     ///< pixels of the image
  int64_t channels = 3;  ///< 1 or 3
  int64_t crop = 0;      ///< pixels of the square cut from the middle; 0: the shorter side
  bool min_max =
      false;  ///< each image's least number becomes 0 and its largest 255, unless it is flat
};

/// uint8 [H,W,1 or 3] to uint8 [channels,side,side]: the square from the middle (where there is no
/// exact middle, the one nearer to the first pixel), each pixel the mean of the area that it
/// covers, grey by 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), rounded once at the end, halves up.
/// Throws UserError with the reason alone for a picture smaller than `crop`.
torch::Tensor fitted(const torch::Tensor& picture, const Fit& fit);

/// The same square of many images in planes, whatever their channels: uint8 or float32 [n,C,H,W] to
/// [n,C,side,side] of that dtype; only bytes are rounded.
torch::Tensor squares(const torch::Tensor& images, int64_t side);

}  // namespace coopbench

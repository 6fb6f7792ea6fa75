#pragma once

#include <vector>

#include "ebm/kernels/volume.h"

namespace coopbench::kernels {

/// A 4x4 convolution of stride 2 with one row of padding in front, as every other row and column of
/// it is a 2x2 convolution of stride 1: those are done two outputs at a time with three products in
/// place of four, so 9 in place of 16 in the plane (Winograd 1980, "Arithmetic Complexity of
/// Computations", F(2,2); Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural
/// Networks").
struct Halving {
  int64_t in = 1, out = 1;
  bool pairs = false;  ///< products in bf16, two channels in the bits of one float
  /// [9][4 * rows(in)][out] and [36][rows(out)][in], in blocks as the product reads them.
  std::vector<float> forward = {}, backward = {};

  /// Rows of the product that so many channels take.
  int64_t rows(int64_t channels) const { return pairs ? (channels + 1) / 2 : channels; }
  /// Tiles done together: more where weights are many, so that they are read more seldom.
  int64_t tiles_together() const { return in * out < 2048 ? 2 : 4; }
};

/// Rows of a product's left side that stay in the first-level cache.
inline constexpr int64_t depth_block = 64;

/// weight [out, in, 4, 4].
Halving pack_halving(const float* weight, int64_t in, int64_t out, bool pairs);

/// Tiles of 2x2 outputs along a side.
inline int64_t tiles(int64_t out_side) { return (out_side + 1) / 2; }
/// Zeros that the input needs behind its last row.
inline int64_t halving_after(int64_t side, int64_t out_side) {
  return 4 * tiles(out_side) + 1 - side;
}
/// Floats of work space for either direction.
int64_t halving_space(const Halving& conv);

/// to = leaky(conv(from) + bias), with the signs before the leaky ReLU. bias [out].
void halve(const Halving& conv, const float* bias, const Volume& from, const Volume& to,
           const Signs& signs, float slope, float* space, Share share);

/// to = gradient at conv's input from the gradient at its output, through the leaky ReLU in front
/// of the conv.
void halve_back(const Halving& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, float* space, Share share);

}  // namespace coopbench::kernels

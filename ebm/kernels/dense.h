#pragma once

#include <vector>

#include "ebm/kernels/volume.h"

namespace coopbench::kernels {

/// A convolution of stride 1, or a fully connected layer as a convolution over the whole image.
struct Dense {
  int64_t in = 1, out = 1, kernel = 1, before = 0;
  bool whole = false;  ///< the kernel covers the image: one output pixel
  /// [kernel^2 * in][out], and backward [kernel^2 * out][in]; [kernel][out][kernel * in] for a
  /// whole image. In blocks of 8 columns.
  std::vector<float> forward, backward;
};

/// weight [out, in, kernel, kernel].
Dense pack_dense(const float* weight, int64_t in, int64_t out, int64_t kernel, int64_t before,
                 bool whole);

/// to = leaky(conv(from) + bias), with the signs before the leaky ReLU, for `groups` groups of
/// chains whose volumes and signs lie one behind the other. bias [out].
void dense(const Dense& conv, const float* bias, const Volume& from, const Volume& to,
           const Signs& signs, float slope, int64_t groups, Share share);

/// to = gradient at conv's input from the gradient at its output, through the leaky ReLU in front
/// of the conv when there is one (signs.data).
void dense_back(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, int64_t groups, Share share);

}  // namespace coopbench::kernels

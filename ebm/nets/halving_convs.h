#pragma once

#include "networks/layers.h"

namespace coopbench {

/// The layers that EBM anatomy, short-run and the second thesis share: a 3x3 convolution to n_f
/// channels, halvings by 4x4 convolutions of stride 2 that double them until the side is at most 4
/// or odd, each with a leaky ReLU, and one convolution over what is left.
Layers halving_convs(ImageShape shape, int64_t n_f, double slope);

}  // namespace coopbench

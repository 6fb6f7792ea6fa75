#pragma once

#include <torch/types.h>

#include <string>

#include "core/image_shape.h"

namespace coopbench {

/// Which pixels are masked, bool [side, side]: "left", "right", "top", "bottom" a half of the
/// image, "centre" the square of half its side in the middle, or a PNG file of that side, whose
/// bright pixels (the mean of their colours 128 or more) are masked. Throws UserError for other
/// words, a file that is no such picture or of another side (both are named), and for a mask of
/// nothing or of everything.
torch::Tensor read_mask(const std::string& words, ImageShape shape);

}  // namespace coopbench

#pragma once

#include <optional>

#include "experiments/evaluation/measurement.h"

namespace coopbench {

/// Training images by what the run did with them: so many of each that chance alone chose between
/// them, and as many as are measured at most. [n, C, H, W]
struct Exposure {
  torch::Tensor drawn, never_drawn;
};

/// Nothing where fewer than 20 training images were left undrawn: then what the run does to images
/// that it saw can't be told from what it does to others of their law.
std::optional<Exposure> exposure(const EndedRun& run);

/// What a row says then.
inline constexpr const char* kAllDrawn =
    "can't be tested: every training image was drawn; training.reserved keeps some back";

}  // namespace coopbench

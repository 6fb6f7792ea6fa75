#pragma once

#include <cstdint>

namespace coopbench {

/// Size of one square image. A point of the plane is two channels of side 1.
struct ImageShape {
  int64_t channels = 1, side = 1;
  int64_t numbers() const { return channels * side * side; }
  bool operator==(const ImageShape&) const = default;
};

}  // namespace coopbench

#pragma once

#include <vector>

#include "data/images.h"

namespace coopbench {

/// How far two images may be apart to be called alike: the root of the mean squared difference of
/// their numbers, in [-1,1]; 6.4 of 255 shades.
inline constexpr double kAlike = 0.05;

/// An image of `some`, by its row, and the first of `others` that is alike.
struct Alike {
  int64_t row = 0, other = 0;
};

/// The images of `some` that one of `others` is alike, in their order; both of one shape. Every
/// pair is compared: means over 8 x 8 fields can be no farther apart than the images, and leave
/// few.
std::vector<Alike> near_duplicates(const Images& some, const Images& others);

}  // namespace coopbench

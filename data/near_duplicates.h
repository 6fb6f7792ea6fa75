#pragma once

#include "data/images.h"

namespace coopbench {

/// How far two images may be apart to be called alike: the root of the mean squared difference of
/// their numbers, in [-1,1]; 6.4 of 255 shades.
inline constexpr double kAlike = 0.05;

/// For how many images of `some` one of `others` is alike; both of one shape. Every pair is
/// compared: means over 8 x 8 fields can be no farther apart than the images, and leave few.
int64_t near_duplicates(const Images& some, const Images& others);

}  // namespace coopbench

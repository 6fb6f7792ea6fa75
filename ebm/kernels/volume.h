#pragma once

#include <cstddef>
#include <cstdint>

namespace coopbench::kernels {

/// Chains of a group: each number of a network is kept as one row of so many, a chain a lane.
/// Arithmetic runs along the lanes, in the same order in each, so a chain's bits depend neither on
/// its neighbours nor on how wide the processor's vectors are.
inline constexpr int64_t lanes = 16;

/// Images of one group of chains: float32 [before + side + after]^2 x channels x lanes. The borders
/// hold zeros.
struct Volume {
  float* data = nullptr;
  int64_t side = 1, channels = 1, before = 0, after = 0;

  int64_t padded() const { return before + side + after; }
  int64_t row() const { return padded() * channels * lanes; }
  int64_t numbers() const { return padded() * row(); }
  /// y and x from -before to side + after - 1.
  float* pixel(int64_t y, int64_t x) const {
    return data + (y + before) * row() + (x + before) * channels * lanes;
  }
};

/// Which numbers of a Volume were above 0 before a leaky ReLU: one word of bits for each
/// [side, side, channels].
struct Signs {
  uint32_t* data = nullptr;
  int64_t side = 1, channels = 1;
  uint32_t* pixel(int64_t y, int64_t x) const { return data + (y * side + x) * channels; }
};

/// What belongs to group g, where those of several groups lie one behind the other.
inline Volume group(Volume volume, int64_t g) {
  if (volume.data != nullptr) volume.data += g * volume.numbers();
  return volume;
}
inline Signs group(Signs signs, int64_t g) {
  if (signs.data != nullptr) signs.data += g * signs.side * signs.side * signs.channels;
  return signs;
}

/// The part of a kernel's work that one of `size` threads does. No result depends on it.
struct Share {
  int64_t rank = 0, size = 1;
  int64_t begin(int64_t units) const { return units * rank / size; }
  int64_t end(int64_t units) const { return units * (rank + 1) / size; }
};

}  // namespace coopbench::kernels

#include <algorithm>
#include <array>
#include <bit>

#include "ebm/kernels/winograd.h"

namespace coopbench::kernels {
namespace {

constexpr int64_t width = 8, phases = 4, places = 9;
using Block = std::array<float, width>;

/// Sums of the taps of 4x4 kernels, one kernel a column, for each phase and place: along an axis,
/// phase p has taps p and p + 2, and the places weigh them (first), (both), (second).
void transform(const std::array<Block, 16>& taps, std::array<Block, phases * places>& sums) {
  for (int64_t phase = 0; phase < phases; ++phase) {
    const int64_t first = phase / 2 * 4 + phase % 2;
    const Block &a = taps[first], &b = taps[first + 2], &c = taps[first + 8], &d = taps[first + 10];
    Block* place = &sums[phase * places];
    for (int64_t n = 0; n < width; ++n) {
      const float ac = a[n] + c[n], bd = b[n] + d[n];
      place[0][n] = a[n];
      place[1][n] = a[n] + b[n];
      place[2][n] = b[n];
      place[3][n] = ac;
      place[4][n] = ac + bd;
      place[5][n] = bd;
      place[6][n] = c[n];
      place[7][n] = c[n] + d[n];
      place[8][n] = d[n];
    }
  }
}

/// Rounded to the nearest bf16, ties to even.
uint32_t bf16_bits(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return (bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16;
}

/// Row k of a product's weights, columns n0 to n0 + 7, in blocks of depth_block rows and of 8
/// columns.
float* row_of(float* product, int64_t k, int64_t n0, int64_t depth, int64_t columns) {
  const int64_t k0 = k / depth_block * depth_block, run = std::min(depth_block, depth - k0);
  return product + k0 * columns + n0 * run + (k - k0) * std::min(width, columns - n0);
}

void put(float* row, const Block& sums, int64_t count, bool pairs, int64_t k) {
  if (!pairs) {
    std::copy_n(sums.begin(), count, row);
    return;
  }
  for (int64_t n = 0; n < count; ++n)
    row[n] =
        std::bit_cast<float>(std::bit_cast<uint32_t>(row[n]) | bf16_bits(sums[n]) << k % 2 * 16);
}

}  // namespace

Halving pack_halving(const float* weight, int64_t in, int64_t out, bool pairs) {
  Halving conv{.in = in, .out = out, .pairs = pairs};
  const int64_t in_rows = conv.rows(in), out_rows = conv.rows(out);
  conv.forward.resize(phases * places * in_rows * out);
  conv.backward.resize(phases * places * out_rows * in);
  std::array<Block, 16> taps{};
  std::array<Block, phases * places> sums{};
  const auto row = [&](int64_t channel) { return pairs ? channel / 2 : channel; };
  for (int64_t i = 0; i < in; ++i)
    for (int64_t n0 = 0; n0 < out; n0 += width) {
      const int64_t count = std::min(width, out - n0);
      for (int64_t n = 0; n < count; ++n)
        for (int64_t t = 0; t < 16; ++t) taps[t][n] = weight[((n0 + n) * in + i) * 16 + t];
      transform(taps, sums);
      for (int64_t phase = 0; phase < phases; ++phase)
        for (int64_t p = 0; p < places; ++p)
          put(row_of(&conv.forward[p * phases * in_rows * out], phase * in_rows + row(i), n0,
                     phases * in_rows, out),
              sums[phase * places + p], count, pairs, i);
    }
  for (int64_t o = 0; o < out; ++o)
    for (int64_t n0 = 0; n0 < in; n0 += width) {
      const int64_t count = std::min(width, in - n0);
      for (int64_t n = 0; n < count; ++n)
        for (int64_t t = 0; t < 16; ++t) taps[t][n] = weight[(o * in + n0 + n) * 16 + t];
      transform(taps, sums);
      // Backward the taps come last first, and so do the places.
      for (int64_t q = 0; q < phases * places; ++q)
        put(row_of(&conv.backward[q * out_rows * in], row(o), n0, out_rows, in),
            sums[q / places * places + places - 1 - q % places], count, pairs, o);
    }
  return conv;
}

}  // namespace coopbench::kernels

// The matrix product in the middle of every kernel, compiled once for each kind of processor.
#if defined(COOPBENCH_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef COOPBENCH_TILE_INL_H
#undef COOPBENCH_TILE_INL_H
#else
#define COOPBENCH_TILE_INL_H
#endif

#include <hwy/highway.h>

#include "ebm/kernels/volume.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = hn::CappedTag<float, lanes>;
using Vector = hn::Vec<Wide>;

/// The left side of a product: row m has `segments` runs of `run` numbers x lanes.
struct Left {
  const float* data;
  int64_t row_stride, segments, segment_stride, run;  // strides in floats
};

enum class Begin { zero, bias, sum };

/// One row of the left side is one float32 a lane.
struct Single {
  static HWY_ATTR HWY_INLINE Vector MulAdd(Vector row, Vector weight, Vector sum) {
    return hn::MulAdd(row, weight, sum);
  }
};

/// One row is two bf16 a lane, in the low and the high half of the bits, as are the weights.
struct Pairs {
  static HWY_ATTR HWY_INLINE Vector High(Vector pair) {
    const hn::RebindToUnsigned<Wide> bits;
    return hn::BitCast(Wide(), hn::And(hn::BitCast(bits, pair), hn::Set(bits, 0xFFFF0000U)));
  }
  static HWY_ATTR HWY_INLINE Vector Low(Vector pair) {
    const hn::RebindToUnsigned<Wide> bits;
    return hn::BitCast(Wide(), hn::ShiftLeft<16>(hn::BitCast(bits, pair)));
  }
  static HWY_ATTR HWY_INLINE Vector MulAdd(Vector row, Vector weight, Vector sum) {
    return hn::MulAdd(High(row), High(weight), hn::MulAdd(Low(row), Low(weight), sum));
  }
};

/// Two numbers a lane rounded to bf16, ties to even, as a pair.
HWY_ATTR HWY_INLINE Vector Paired(Vector low, Vector high) {
  const Wide d;
  const hn::RebindToUnsigned<Wide> bits;
  const auto round = [&](Vector x) HWY_ATTR {
    const auto b = hn::BitCast(bits, x);
    const auto odd = hn::And(hn::ShiftRight<16>(b), hn::Set(bits, 1U));
    return hn::Add(hn::Add(b, hn::Set(bits, 0x7FFFU)), odd);
  };
  return hn::BitCast(
      d, hn::Or(hn::ShiftRight<16>(round(low)), hn::And(round(high), hn::Set(bits, 0xFFFF0000U))));
}

/// out[m][n] (+)= sum over k of left[m][k] * weights[k][n], for M rows and N columns.
/// weights are [segments * run][N]; out[m][n] lies at out + m * out_stride + n * lanes.
template <class Element, int M, int N>
HWY_ATTR HWY_NOINLINE void Tile(const Left& left, const float* HWY_RESTRICT weights,
                                const float* HWY_RESTRICT bias, Begin begin, float* out,
                                int64_t out_stride) {
  const Wide d;
  for (int64_t lane = 0; lane < lanes; lane += static_cast<int64_t>(hn::Lanes(d))) {
    Vector sum[M][N];
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
      for (int n = 0; n < N; ++n)
        sum[m][n] = begin == Begin::sum    ? hn::Load(d, out + m * out_stride + n * lanes + lane)
                    : begin == Begin::bias ? hn::Set(d, bias[n])
                                           : hn::Zero(d);
    }
    const float* w = weights;
    const float* segment = left.data + lane;
    for (int64_t s = 0; s < left.segments; ++s, segment += left.segment_stride) {
      const float* a = segment;
      for (int64_t k = 0; k < left.run; ++k, a += lanes, w += N) {
        Vector row[M];
#pragma GCC unroll 16
        for (int m = 0; m < M; ++m) row[m] = hn::Load(d, a + m * left.row_stride);
#pragma GCC unroll 16
        for (int n = 0; n < N; ++n) {
          const Vector weight = hn::Set(d, w[n]);
#pragma GCC unroll 16
          for (int m = 0; m < M; ++m) sum[m][n] = Element::MulAdd(row[m], weight, sum[m][n]);
        }
      }
    }
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
      for (int n = 0; n < N; ++n) hn::Store(sum[m][n], d, out + m * out_stride + n * lanes + lane);
    }
  }
}

template <class Element, int M>
HWY_ATTR void TileColumns(int64_t columns, const Left& left, const float* weights,
                          const float* bias, Begin begin, float* out, int64_t out_stride) {
  switch (columns) {
    case 1:
      return Tile<Element, M, 1>(left, weights, bias, begin, out, out_stride);
    case 2:
      return Tile<Element, M, 2>(left, weights, bias, begin, out, out_stride);
    case 3:
      return Tile<Element, M, 3>(left, weights, bias, begin, out, out_stride);
    case 4:
      return Tile<Element, M, 4>(left, weights, bias, begin, out, out_stride);
    case 5:
      return Tile<Element, M, 5>(left, weights, bias, begin, out, out_stride);
    case 6:
      return Tile<Element, M, 6>(left, weights, bias, begin, out, out_stride);
    case 7:
      return Tile<Element, M, 7>(left, weights, bias, begin, out, out_stride);
    default:
      return Tile<Element, M, 8>(left, weights, bias, begin, out, out_stride);
  }
}

/// The product for any number of rows and columns. weights are blocks of 8 columns, the last with
/// what is left: [block][k][columns of the block].
template <class Element>
HWY_ATTR void Multiply(int64_t rows, int64_t columns, const Left& left, const float* weights,
                       const float* bias, Begin begin, float* out, int64_t out_stride) {
  const int64_t depth = left.segments * left.run;
  for (int64_t n = 0; n < columns; n += 8) {
    const int64_t width = HWY_MIN(int64_t{8}, columns - n);
    const float* block = weights + n * depth;
    const float* block_bias = bias == nullptr ? nullptr : bias + n;
    float* block_out = out + n * lanes;
    int64_t m = 0;
    const auto here = [&](int64_t first) {
      Left part = left;
      part.data += first * left.row_stride;
      return part;
    };
    if (width <= 3)
      for (; m + 8 <= rows; m += 8)
        TileColumns<Element, 8>(width, here(m), block, block_bias, begin,
                                block_out + m * out_stride, out_stride);
    for (; m + 2 <= rows; m += 2)
      TileColumns<Element, 2>(width, here(m), block, block_bias, begin, block_out + m * out_stride,
                              out_stride);
    if (m < rows)
      TileColumns<Element, 1>(width, here(m), block, block_bias, begin, block_out + m * out_stride,
                              out_stride);
  }
}

/// x = x > 0 ? x : slope * x over `count` rows of lanes, and the signs before it.
HWY_ATTR inline void LeakyRows(float* x, uint32_t* signs, int64_t count, float slope) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const Vector low = hn::Set(d, slope);
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t part = 0; part * width < lanes; ++part) {
      float* at = x + i * lanes + part * width;
      const Vector value = hn::Load(d, at);
      const auto above = hn::Gt(value, hn::Zero(d));
      hn::Store(hn::IfThenElse(above, value, hn::Mul(value, low)), d, at);
      hn::StoreMaskBits(d, above,
                        reinterpret_cast<uint8_t*>(signs + i) + part * HWY_MAX(width / 8, 1));
    }
  }
}

/// x = sign ? x : slope * x, the backward of LeakyRows.
HWY_ATTR inline Vector LeakyBack(Vector x, const uint32_t* sign, int64_t part, Vector slope) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const auto above = hn::LoadMaskBits(
      d, reinterpret_cast<const uint8_t*>(sign) + part * HWY_MAX(width / 8, int64_t{1}));
  return hn::IfThenElse(above, x, hn::Mul(x, slope));
}

}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

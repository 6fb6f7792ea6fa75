// The matrix product in the middle of every kernel, compiled once for each kind of processor.
#if defined(COOPBENCH_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef COOPBENCH_TILE_INL_H
#undef COOPBENCH_TILE_INL_H
#else
#define COOPBENCH_TILE_INL_H
#endif

#include <hwy/highway.h>

#include <type_traits>

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
  static constexpr bool finishes = false;
  static HWY_ATTR HWY_INLINE Vector MulAdd(Vector row, Vector weight, Vector sum) {
    return hn::MulAdd(row, weight, sum);
  }
};

/// The same, and a Finish is applied. A type of its own, for small products without one are not to
/// pay for it.
struct SingleFinished : Single {
  static constexpr bool finishes = true;
};

/// One row is two bf16 a lane, in the low and the high half of the bits, as are the weights.
struct Pairs {
  static constexpr bool finishes = false;
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

/// x > 0 ? x : slope * x, and the signs of x. `part` is the vector's number within the lanes.
HWY_ATTR HWY_INLINE Vector Leaky(Vector x, uint32_t* sign, int64_t part, Vector slope) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const auto above = hn::Gt(x, hn::Zero(d));
  hn::StoreMaskBits(d, above,
                    reinterpret_cast<uint8_t*>(sign) + part * HWY_MAX(width / 8, int64_t{1}));
  return hn::IfThenElse(above, x, hn::Mul(x, slope));
}

/// The backward of Leaky: sign ? x : slope * x.
HWY_ATTR HWY_INLINE Vector LeakyBack(Vector x, const uint32_t* sign, int64_t part, Vector slope) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const auto above = hn::LoadMaskBits(
      d, reinterpret_cast<const uint8_t*>(sign) + part * HWY_MAX(width / 8, int64_t{1}));
  return hn::IfThenElse(above, x, hn::Mul(x, slope));
}

/// What is done with a product before it is stored.
struct Finish {
  enum class Kind { none, leaky, leaky_back } kind = Kind::none;
  uint32_t* signs = nullptr;  ///< of out[0][0]; those of out[m][n] at m * sign_stride + n
  int64_t sign_stride = 0;
  float slope = 1;
};

/// out[m][n] (+)= sum over k of left[m][k] * weights[k][n], for M rows and N columns.
/// weights are [segments * run][N]; out[m][n] lies at out + m * out_stride + n * lanes.
template <class Element, int M, int N>
HWY_ATTR HWY_NOINLINE void Tile(const Left& left, const float* HWY_RESTRICT weights,
                                const float* HWY_RESTRICT bias, Begin begin, const Finish& finish,
                                float* out, int64_t out_stride) {
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
    const Vector slope = hn::Set(d, finish.slope);
    const int64_t part = lane / static_cast<int64_t>(hn::Lanes(d));
    if (Element::finishes && finish.kind == Finish::Kind::leaky) {
#pragma GCC unroll 16
      for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
        for (int n = 0; n < N; ++n)
          sum[m][n] = Leaky(sum[m][n], finish.signs + m * finish.sign_stride + n, part, slope);
      }
    } else if (Element::finishes && finish.kind == Finish::Kind::leaky_back) {
#pragma GCC unroll 16
      for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
        for (int n = 0; n < N; ++n)
          sum[m][n] = LeakyBack(sum[m][n], finish.signs + m * finish.sign_stride + n, part, slope);
      }
    }
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
      for (int n = 0; n < N; ++n) hn::Store(sum[m][n], d, out + m * out_stride + n * lanes + lane);
    }
  }
}

/// The tile of so many columns, 1 to N.
template <class Element, int M, int N = 8>
HWY_ATTR void TileColumns(int64_t columns, const Left& left, const float* weights,
                          const float* bias, Begin begin, const Finish& finish, float* out,
                          int64_t out_stride) {
  if constexpr (N > 1) {
    if (columns < N)
      return TileColumns<Element, M, N - 1>(columns, left, weights, bias, begin, finish, out,
                                            out_stride);
  }
  Tile<Element, M, N>(left, weights, bias, begin, finish, out, out_stride);
}

/// The product for any number of rows and columns. weights are blocks of 8 columns, the last with
/// what is left: [block][k][columns of the block].
template <class Element>
HWY_ATTR void Multiply(int64_t rows, int64_t columns, const Left& left, const float* weights,
                       const float* bias, Begin begin, const Finish& finish, float* out,
                       int64_t out_stride) {
  const int64_t depth = left.segments * left.run;
  for (int64_t n = 0; n < columns; n += 8) {
    const int64_t width = HWY_MIN(int64_t{8}, columns - n);
    const float* block_bias = bias == nullptr ? nullptr : bias + n;
    Left left_here = left;
    Finish finish_here = finish;
    if (finish.signs != nullptr) finish_here.signs += n;
    float* out_here = out + n * lanes;
    const auto tile = [&](auto rows_of_tile) HWY_ATTR {
      constexpr int M = decltype(rows_of_tile)::value;
      TileColumns<Element, M>(width, left_here, weights + n * depth, block_bias, begin, finish_here,
                              out_here, out_stride);
      left_here.data += M * left.row_stride;
      finish_here.signs += M * finish.sign_stride;
      out_here += M * out_stride;
    };
    int64_t m = 0;
    // With few columns more rows keep the adders busy.
    if (width <= 3)
      for (; m + 8 <= rows; m += 8) tile(std::integral_constant<int, 8>());
    for (; m + 2 <= rows; m += 2) tile(std::integral_constant<int, 2>());
    if (m < rows) tile(std::integral_constant<int, 1>());
  }
}

}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

// Plain intrinsics: Highway has none for this. Nothing of another header is used here, for this
// file is compiled for processors that the program may not run on.
#include "ebm/kernels/bf16_product.h"

#include <immintrin.h>

namespace coopbench::kernels {
namespace {

constexpr int64_t lanes = 16;

template <int M, int N>
void tile(const float* left, int64_t row_stride, int64_t depth, const float* weights, bool add,
          float* out, int64_t out_stride) {
  __m512 sum[M][N];
#pragma GCC unroll 16
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n)
      sum[m][n] = add ? _mm512_load_ps(out + m * out_stride + n * lanes) : _mm512_setzero_ps();
  }
  for (int64_t k = 0; k < depth; ++k, left += lanes, weights += N) {
    __m512bh row[M];
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) row[m] = (__m512bh)_mm512_load_ps(left + m * row_stride);
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n) {
      const auto weight = (__m512bh)_mm512_set1_ps(weights[n]);
#pragma GCC unroll 16
      for (int m = 0; m < M; ++m) sum[m][n] = _mm512_dpbf16_ps(sum[m][n], row[m], weight);
    }
  }
#pragma GCC unroll 16
  for (int m = 0; m < M; ++m) {
#pragma GCC unroll 16
    for (int n = 0; n < N; ++n) _mm512_store_ps(out + m * out_stride + n * lanes, sum[m][n]);
  }
}

/// The tile of so many columns, 1 to N.
template <int M, int N = 8>
void columns_of(int64_t columns, const float* left, int64_t row_stride, int64_t depth,
                const float* weights, bool add, float* out, int64_t out_stride) {
  if constexpr (N > 1) {
    if (columns < N)
      return columns_of<M, N - 1>(columns, left, row_stride, depth, weights, add, out, out_stride);
  }
  tile<M, N>(left, row_stride, depth, weights, add, out, out_stride);
}

}  // namespace

void multiply_bf16(int64_t rows, int64_t columns, const float* left, int64_t row_stride,
                   int64_t depth, const float* weights, bool add, float* out, int64_t out_stride) {
  for (int64_t n = 0; n < columns; n += 8) {
    const int64_t width = columns - n < 8 ? columns - n : 8;
    const float* block = weights + n * depth;
    float* to = out + n * lanes;
    int64_t m = 0;
    for (; m + 2 <= rows; m += 2)
      columns_of<2>(width, left + m * row_stride, row_stride, depth, block, add,
                    to + m * out_stride, out_stride);
    if (m < rows)
      columns_of<1>(width, left + m * row_stride, row_stride, depth, block, add,
                    to + m * out_stride, out_stride);
  }
}

}  // namespace coopbench::kernels

#pragma once

#include <cstdint>

namespace coopbench::kernels {

/// Does this processor multiply bf16 pairs in one instruction (AVX512_BF16)? Without it they are
/// widened to float32 first.
bool has_bf16();

/// As Multiply<Pairs> of tile-inl.h with one segment, on a processor that has_bf16(): row m of
/// `left` begins at left + m * row_stride and has `depth` pairs x 16 lanes. Adds to `out` with
/// `add`.
void multiply_bf16(int64_t rows, int64_t columns, const float* left, int64_t row_stride,
                   int64_t depth, const float* weights, bool add, float* out, int64_t out_stride);

}  // namespace coopbench::kernels

#include "ebm/kernels/bf16_product.h"

namespace coopbench::kernels {

bool has_bf16() { return __builtin_cpu_supports("avx512bf16") != 0; }

}  // namespace coopbench::kernels

#include <torch/types.h>

#include "benchmarks/benchmarks.h"

namespace coopbench {

/// The roof: what torch's float32 matrix product reaches here.
void add_matrix_product() {
  constexpr int64_t n = 2048;
  add_row("matrix_product/float32", 1, 2.0 * n * n * n, [](int) -> std::function<void()> {
    const torch::Tensor a = torch::ones({n, n}), b = torch::ones({n, n});
    torch::Tensor product = torch::empty({n, n});
    return [=]() mutable { torch::matmul_out(product, a, b); };
  });
}

}  // namespace coopbench

#include "metrics/mmd.h"

#include "benchmarks/benchmarks.h"
#include "core/stream.h"

namespace coopbench {
namespace {

void add_mmd_row(const std::string& name, int64_t permutations) {
  // As many samples and real images as papers report on, of 3 x 32 x 32 pixels; the row's name and
  // numbers are those of the peer in benchmarks/driver/contestants.py.
  constexpr int64_t rows = 10000, pixels = 3 * 32 * 32;
  add_row("mmd_10000/" + name, 1, 0, [=](int threads) -> std::function<void()> {
    const auto images = [](uint64_t seed) {
      return uniform({.seed = seed}, {rows, pixels}, -1, 1);
    };
    return
        [=, generated = images(1), real = images(2), workers = std::make_shared<Workers>(threads)] {
          kernel_sums(generated, real, rbf_kernel({45}), 2, *workers, permutations);
        };
  });
}

}  // namespace

void add_mmd() {
  add_mmd_row("estimate", 0);
  add_mmd_row("permutations", 1000);
}

}  // namespace coopbench

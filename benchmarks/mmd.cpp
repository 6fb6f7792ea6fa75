#include "metrics/mmd.h"

#include "benchmarks/benchmarks.h"
#include "core/stream.h"

namespace coopbench {

/// As many samples and real images as papers report on, of 3 x 32 x 32 pixels.
void add_mmd() {
  constexpr int64_t rows = 10000, pixels = 3 * 32 * 32;
  add_row("mmd/10000x10000x3072", 1, 0, [](int) -> std::function<void()> {
    const auto images = [](uint64_t seed) {
      return uniform({.seed = seed}, {rows, pixels}, -1, 1);
    };
    return [generated = images(1), real = images(2)] { mmd2_unbiased(generated, real, 45); };
  });
}

}  // namespace coopbench

#pragma once

#include <cstdint>
#include <functional>

#include "core/workers.h"

namespace coopbench {

/// Calls visit(i, j) once for every pair i <= j of `blocks` blocks, on all threads. Pairs that
/// share a block are never visited at the same time, and always in the same order (the rounds of a
/// round-robin tournament), so that sums kept with a block are the same to the bit on any number of
/// threads.
void for_block_pairs(int64_t blocks, Workers& workers,
                     const std::function<void(int64_t i, int64_t j)>& visit);

}  // namespace coopbench

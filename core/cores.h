#pragma once

#include <cstdint>

namespace coopbench {

/// How many cores this process may use, at least 1: those that `taskset` or a batch system leave it,
/// not all of the machine.
int64_t cores();

}  // namespace coopbench

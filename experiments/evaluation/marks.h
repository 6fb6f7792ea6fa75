#pragma once

#include <cstdint>
#include <vector>

namespace coopbench {

/// 0, 10, 32, 100, 320, 1000, ... up to the number of steps, which is the last.
std::vector<int64_t> logarithmic_marks(int64_t steps);

}  // namespace coopbench

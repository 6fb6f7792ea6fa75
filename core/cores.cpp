#include "core/cores.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace coopbench {

int64_t cores() {
  cpu_set_t mine;
  // Fails on machines of more than CPU_SETSIZE cores.
  const int64_t count = ::sched_getaffinity(0, sizeof(mine), &mine) == 0
                            ? CPU_COUNT(&mine)
                            : static_cast<int64_t>(std::thread::hardware_concurrency());
  return std::max<int64_t>(1, count);
}

}  // namespace coopbench

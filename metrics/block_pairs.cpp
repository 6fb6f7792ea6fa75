#include "metrics/block_pairs.h"

#include <algorithm>
#include <utility>

namespace coopbench {

void for_block_pairs(int64_t blocks, Workers& workers,
                     const std::function<void(int64_t, int64_t)>& visit) {
  workers.run(blocks, [&](int64_t i, int64_t) { visit(i, i); });
  // The circle method: one block keeps its place, the others go round; an odd number leaves one
  // out.
  const int64_t places = blocks + blocks % 2;
  for (int64_t round = 0; round + 1 < places; ++round)
    workers.run(places / 2, [&](int64_t table, int64_t) {
      const auto seated = [&](int64_t place) {
        return place == 0 ? 0 : 1 + (place - 1 + round) % (places - 1);
      };
      const auto [i, j] = std::minmax({seated(table), seated(places - 1 - table)});
      if (j < blocks) visit(i, j);
    });
}

}  // namespace coopbench

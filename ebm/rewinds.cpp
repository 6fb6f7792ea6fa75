#include "ebm/rewinds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/errors.h"
#include "core/stream.h"

namespace coopbench {

uint64_t Rewinds::seed_at(uint64_t seed, int64_t iteration) const {
  int64_t rewind = count();
  while (rewind > 0 && to[static_cast<size_t>(rewind - 1)] > iteration) --rewind;
  if (rewind == 0) return seed;
  const auto drawn =
      words({.seed = seed, .purpose = Purpose::rewind, .iteration = rewind}, 0, 0, 0);
  return (static_cast<uint64_t>(drawn[1]) << 32) | drawn[0];
}

std::string words_for(const Rewinds& rewinds) {
  constexpr int64_t most = 5;
  const int64_t count = rewinds.count();
  const std::vector<int64_t> first(rewinds.to.begin(), rewinds.to.begin() + std::min(count, most));
  return fmt::format("{} {}, to iteration {}{}", count, count == 1 ? "time" : "times",
                     fmt::join(first, ", "), count > most ? ", ..." : "");
}

Rewinds rewinds_of(const torch::Tensor& saved) {
  if (saved.scalar_type() != torch::kInt64 || saved.dim() != 1)
    throw Failure("the checkpoint's 'rewinds' is no list of iterations");
  const torch::Tensor whole = saved.contiguous();
  const auto* first = whole.data_ptr<int64_t>();
  return {{first, first + whole.numel()}};
}

}  // namespace coopbench

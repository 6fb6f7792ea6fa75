#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace coopbench {

/// What a run does whose training diverges.
enum class OnDivergence { stop, rewind };
constexpr auto enum_names(OnDivergence) { return std::array{"stop", "rewind"}; }

/// Where a run that diverged went back to, the first time first: the iterations done there. From
/// then on it draws other random numbers, else it would diverge again.
struct Rewinds {
  std::vector<int64_t> to = {};

  int64_t count() const { return static_cast<int64_t>(to.size()); }
  /// The seed of an iteration, as it was done last: the run's own before the first rewind.
  uint64_t seed_at(uint64_t seed, int64_t iteration) const;
};

/// "3 times, to iteration 40, 40, 80", the first five of them.
std::string words_for(const Rewinds& rewinds);

/// Throws Failure for a tensor of another kind.
Rewinds rewinds_of(const torch::Tensor& saved);

}  // namespace coopbench

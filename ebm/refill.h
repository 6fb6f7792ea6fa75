#pragma once

#include <limits>

#include "core/stream.h"
#include "ebm/chains.h"

namespace coopbench {

/// When a chain does not start at the state of a bank that it drew, but afresh.
struct Refill {
  double share = 0;                                    ///< of the chains, by chance
  int64_t most = std::numeric_limits<int64_t>::max();  ///< age of a state that may still be taken
};

/// Which of these chains start afresh, bool [n]: those of a state that is older than `most`, and of
/// the others each with probability `share`. Their ages must be there.
torch::Tensor fresh_ones(const Chains& chains, const Refill& refill, const Stream& stream);

/// The chains, of which those that are `fresh` (bool [n]) start at these images [n, C, H, W], and
/// at these latents where they have some, with age 0. Rows stay those that were drawn.
Chains begun_anew(const Chains& chains, const torch::Tensor& fresh, const Chains& images);

}  // namespace coopbench

#pragma once

#include "experiments/evaluation.h"

namespace coopbench {

/// What the chains of a trained run did: {travel, duplicates, memory, long_run}.
///   travel      displacement, path K r, distances from starts to the data, and reach = path over
///               the distance to the nearest
///   duplicates  share of the ends that equal another
///   memory      of a start that keeps states: size, how many were taken on, their age (how often
///               each was taken on by K steps), duplicates
///   long_run    64 chains that go on from their ends for `evaluation.long_run` rounds of K steps:
///               R-hat, bulk and tail effective sample size and autocorrelation time (in rounds) of
///               their energies, a draw a round; or `diverged_at`, the round at which they left the
///               bounds
Json chain_report(const RunConfig& config, const RunParts& parts, const Samples& samples,
                  const torch::Tensor& real, uint64_t seed);

}  // namespace coopbench

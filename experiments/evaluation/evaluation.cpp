#include "experiments/evaluation/evaluation.h"

#include "ebm/noise_start.h"

namespace coopbench {
namespace {

/// K training steps from these starts as the weights are now.
Ends ends_of(const RunParts& parts, const Chains& starts, const Stream& stream, int64_t chunk) {
  return sample_in_chunks(parts.sampler(parts.state.evaluated(), parts.data.shape), starts, stream,
                          chunk);
}

}  // namespace

Samples draw_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                     int64_t chunk) {
  const Chains starts = parts.state.start->draw_eval(
      n, {.seed = seed, .purpose = Purpose::evaluation_start, .iteration = iteration});
  const Ends ends =
      ends_of(parts, starts,
              {.seed = seed, .purpose = Purpose::evaluation_step, .iteration = iteration}, chunk);
  return {starts.x, ends.chains.x, ends.r, ends.shares, ends.chains};
}

torch::Tensor noise_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                            int64_t chunk) {
  const auto stream = [&](Purpose purpose) {
    return Stream{.seed = seed, .purpose = purpose, .iteration = iteration};
  };
  const Chains starts{noise_images(stream(Purpose::noise_evaluation_start), n, parts.data.shape)};
  return ends_of(parts, starts, stream(Purpose::noise_evaluation_step), chunk).chains.x;
}

}  // namespace coopbench

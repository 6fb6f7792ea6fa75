#include "experiments/evaluation.h"

#include "ebm/noise_start.h"

namespace coopbench {
namespace {

Stream evaluation_stream(uint64_t seed, Purpose purpose, int64_t iteration) {
  return {.seed = seed, .purpose = purpose, .iteration = iteration};
}

Ends ends_of(const RunParts& parts, const torch::Tensor& starts, uint64_t seed, int64_t iteration,
             int64_t chunk) {
  return sample_in_chunks(parts.sample, *parts.energy, starts,
                          evaluation_stream(seed, Purpose::evaluation_step, iteration), chunk);
}

}  // namespace

Samples draw_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                     int64_t chunk) {
  const torch::Tensor start =
      parts.start->draw_eval(n, evaluation_stream(seed, Purpose::evaluation_start, iteration)).x;
  const Ends ends = ends_of(parts, start, seed, iteration, chunk);
  return {start, ends.x, ends.r};
}

torch::Tensor noise_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                            int64_t chunk) {
  const torch::Tensor start = noise_images(
      evaluation_stream(seed, Purpose::evaluation_start, iteration), n, parts.data.shape);
  return ends_of(parts, start, seed, iteration, chunk).x;
}

}  // namespace coopbench

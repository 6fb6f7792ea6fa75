#include "experiments/trained/long_chains.h"

#include "ebm/data_rows.h"
#include "ebm/noise_start.h"

namespace coopbench {

Chains sample_starts(const TrainedRun& run, SampleFrom from, int64_t n, uint64_t seed) {
  const Stream stream = stream_of(Question::sample, seed, Purpose::trained_start);
  return at_path("--chains", [&]() -> Chains {
    if (from == SampleFrom::run) return run.parts.state.start->draw_eval(n, stream);
    if (from == SampleFrom::noise) return {noise_images(stream, n, run.parts.data.shape)};
    const Chains images = training_images(run.parts.data.train, n, stream);
    return {perturb(images.x, run.data_noise(), stream.with(Use::noise))};
  });
}

LongChains::LongChains(const TrainedRun& run, const Choice& rule, uint64_t seed)
    : run_(run), config_(run.config.sampler), seed_(seed) {
  if (rule.json != config_.rule.json) {
    config_.engine = "auto";
    config_.precision = Precision::float32;
  }
  config_.rule = rule;
  engine_ = picked_engine(config_, run.energy(), run.parts.data.shape);
}

Ends LongChains::round(const Chains& chains, int64_t number, int64_t steps) {
  auto at = of_length_.find(steps);
  if (at == of_length_.end()) {
    SamplerConfig config = config_;
    config.steps = steps;
    at = of_length_
             .emplace(steps, make_sampler(config, run_.parts.workers)(run_.energy(),
                                                                      run_.parts.data.shape))
             .first;
  }
  return sample_in_chunks(at->second, chains,
                          stream_of(Question::sample, seed_, Purpose::trained_step, number),
                          run_.config.training.chains);
}

}  // namespace coopbench

#include "experiments/run/expected_time.h"

#include <algorithm>
#include <cmath>

#include "ebm/last_step.h"
#include "ebm/noise_start.h"
#include "experiments/run/stopwatch.h"
#include "experiments/run/training_calls.h"

namespace coopbench {
namespace {

constexpr double kLeastSeconds = 0.2;  ///< of the steps that are timed
constexpr double kLongSeconds = 0.5;   ///< an iteration that is timed once only

/// The bank of a start at its least: its size costs memory, not time.
void shrink_bank(Json& start, int64_t chains) {
  if (start.contains("size"))
    start["size"] = std::min<int64_t>(start.at("size").get<int64_t>(), chains);
  for (const char* part : {"first", "second"})
    if (start.contains(part)) shrink_bank(start.at(part), chains);
}

/// The same training with next to nothing measured and no more than is needed kept.
RunConfig brief(RunConfig config) {
  config.evaluation = {.samples = 3, .curve_samples = 3, .images = 1, .long_run = 0};
  config.training.record = {};
  config.training.reserved = 0;
  shrink_bank(config.start.json, std::max<int64_t>(config.training.chains, 3));
  return config;
}

Dataset noise(const RunConfig& config) {
  const ImageShape shape = data_sets().make(config.data).shape;
  const int64_t n = std::max({config.training.batch, config.training.chains, int64_t{4}});
  const torch::Tensor x = noise_images({.seed = 1, .purpose = Purpose::baseline}, n, shape);
  return {.shape = shape, .train = x, .validation = x, .test = x};
}

struct Nobody : Recorder {
  bool write(const Row& /*row*/) override { return true; }
  void diverged(const Row& /*row*/, const std::string& /*reason*/,
                const LastImages& /*images*/) override {}
};

/// Seconds of one more iteration with so many steps.
double seconds_of(RunConfig config, RunParts& parts, int64_t steps) {
  config.sampler.steps = steps;
  parts.sampler = training_sampler(config.sampler, config.training.loss, parts.workers);
  const TrainingParts calls = training_calls(config, parts, 1);
  TrainConfig one = config.training;
  one.iterations = parts.state.iteration + 1;
  one.gradient_evaluations = 0;
  one.cpu_seconds = 0;
  Nobody nobody;
  Stopwatch watch(0, 0);
  train(one, calls, parts.state, nobody);
  watch.lap();
  return watch.seconds();
}

/// Times the iterations of so many chains with as large a share of the batch, and takes others to
/// cost as much a chain.
ExpectedTime timed(RunConfig config, const PathOf& path_of, int64_t threads, int64_t chains) {
  const double factor = static_cast<double>(config.training.chains) / static_cast<double>(chains);
  config.training.batch =
      std::llround(std::ceil(static_cast<double>(config.training.batch) / factor));
  config.training.chains = chains;
  config = brief(config);
  RunParts parts =
      make_parts(config, 1, noise(config), path_of, std::make_shared<Workers>(threads));
  double least = seconds_of(config, parts, 1);
  if (least < kLongSeconds) least = seconds_of(config, parts, 1);  // without laying out of memory
  int64_t more = 1;
  double longer = seconds_of(config, parts, 1 + more);
  while (longer - least < kLeastSeconds && more < config.sampler.steps)
    longer = seconds_of(config, parts, 1 + (more *= 4));
  const double step = std::max(longer - least, 0.0) / static_cast<double>(more) * factor;
  return {.iteration = least * factor + step * static_cast<double>(config.sampler.steps - 1),
          .step = step,
          .timed_steps = more};
}

}  // namespace

ExpectedTime expected_time(const RunConfig& config, const PathOf& path_of, int64_t threads) {
  const int64_t all = config.training.chains, some = std::min(all, 16 * threads);
  ExpectedTime time = timed(config, path_of, threads, some);
  if (some < all && time.step < kLongSeconds / 10) time = timed(config, path_of, threads, all);
  time.seconds = time.iteration * static_cast<double>(config.training.iterations);
  return time;
}

}  // namespace coopbench

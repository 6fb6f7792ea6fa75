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

/// What iterations take.
struct Cost {
  double seconds = 0, cpu_seconds = 0, gradient_evaluations = 0;

  Cost plus(const Cost& other, double times) const {
    return {seconds + times * other.seconds, cpu_seconds + times * other.cpu_seconds,
            gradient_evaluations + times * other.gradient_evaluations};
  }
};

/// Of one more iteration with so many steps.
Cost cost_of(RunConfig config, RunParts& parts, int64_t steps) {
  config.sampler.steps = steps;
  parts.sampler = training_sampler(config.sampler, config.training.loss, parts.workers);
  const TrainingParts calls = training_calls(config, parts, 1);
  TrainConfig one = config.training;
  one.iterations = parts.state.iteration + 1;
  one.gradient_evaluations = 0;
  one.cpu_seconds = 0;
  const auto evaluations = [&] {
    return static_cast<double>(parts.state.totals.gradient_evaluations);
  };
  Nobody nobody;
  const double before = evaluations();
  Stopwatch watch(0, 0);
  train(one, calls, parts.state, nobody);
  watch.lap();
  return {watch.seconds(), watch.cpu_seconds(), evaluations() - before};
}

/// Of one iteration and one step of it.
struct Costs {
  Cost iteration, step;
  int64_t timed_steps = 0;
};

/// Times the iterations of so many chains with as large a share of the batch, and takes others to
/// cost as much a chain.
Costs timed(RunConfig config, const PathOf& path_of, int64_t threads, int64_t chains) {
  const double factor = static_cast<double>(config.training.chains) / static_cast<double>(chains);
  config.training.batch =
      std::llround(std::ceil(static_cast<double>(config.training.batch) / factor));
  config.training.chains = chains;
  config = brief(config);
  RunParts parts =
      make_parts(config, 1, noise(config), path_of, std::make_shared<Workers>(threads));
  Cost least = cost_of(config, parts, 1);
  if (least.seconds < kLongSeconds)
    least = cost_of(config, parts, 1);  // without laying out of memory
  int64_t more = 1;
  Cost longer = cost_of(config, parts, 1 + more);
  while (longer.seconds - least.seconds < kLeastSeconds && more < config.sampler.steps)
    longer = cost_of(config, parts, 1 + (more *= 4));
  Cost step = Cost{}.plus(longer.plus(least, -1), factor / static_cast<double>(more));
  step = {std::max(step.seconds, 0.0), std::max(step.cpu_seconds, 0.0), step.gradient_evaluations};
  const auto further = static_cast<double>(config.sampler.steps - 1);
  return {Cost{}.plus(least, factor).plus(step, further), step, more};
}

}  // namespace

ExpectedTime expected_time(const RunConfig& config, const PathOf& path_of, int64_t threads) {
  const TrainConfig& training = config.training;
  const int64_t all = training.chains, some = std::min(all, 16 * threads);
  Costs costs = timed(config, path_of, threads, some);
  if (some < all && costs.step.seconds < kLongSeconds / 10)
    costs = timed(config, path_of, threads, all);
  ExpectedTime time{.iterations = training.iterations,
                    .bound = "training.iterations",
                    .iteration = costs.iteration.seconds,
                    .step = costs.step.seconds,
                    .timed_steps = costs.timed_steps};
  const auto bound = [&](double most, double each, const char* setting) {
    if (most <= 0 || each * static_cast<double>(time.iterations) <= most) return;
    time.iterations = std::llround(std::ceil(most / each));
    time.bound = setting;
  };
  bound(static_cast<double>(training.gradient_evaluations), costs.iteration.gradient_evaluations,
        "training.gradient_evaluations");
  bound(training.cpu_seconds, costs.iteration.cpu_seconds, "training.cpu_seconds");
  time.seconds = time.iteration * static_cast<double>(time.iterations);
  time.cpu_seconds = costs.iteration.cpu_seconds * static_cast<double>(time.iterations);
  return time;
}

}  // namespace coopbench

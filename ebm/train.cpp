#include "ebm/train.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <future>
#include <limits>

#include "ebm/energy_update.h"

namespace coopbench {
namespace {

/// A NaN compares false with everything: this asks whether the value is inside, never whether it is
/// outside.
std::string outside(std::string_view what, double value, double bound) {
  if (std::abs(value) <= bound) return "";
  return fmt::format("{} is {:.4g}, beyond the bound {:g}", what, value, bound);
}

}  // namespace

std::string beyond_bounds(const Row& row, const TrainConfig& config) {
  const double finite = std::numeric_limits<double>::max();
  for (const std::string& reason :
       {outside("d", row.d, config.max_difference),
        outside("max |x| of the chain ends", row.max_abs_x, config.max_x),
        outside("r", row.r, finite), outside("the energy of data", row.energy_data, finite),
        outside("the energy of chain ends", row.energy_end, finite),
        outside("the teaching loss", row.teaching ? row.teaching->loss : 0, finite)})
    if (!reason.empty()) return reason;
  return "";
}

std::string beyond_bounds(const torch::Tensor& samples, const TrainConfig& config) {
  return outside("max |x| of the samples after the last update", samples.abs().max().item<double>(),
                 config.max_x);
}

Outcome train(const TrainConfig& config, const Batches& data, const Energy& energy,
              const Sampler& sample, ChainStart& start, Optimizer& optimizer, Recorder& recorder,
              Workers& workers) {
  const auto timed = [&](std::string_view name, auto work) {
    const Span span(workers.profile(), name);
    return work();
  };
  const auto positive_of = [&](int64_t i) {
    at::set_num_threads(1);
    return perturb(data.at(i).clean, config.data_noise,
                   {.seed = data.seed, .purpose = Purpose::data_noise, .iteration = i});
  };
  // With threads to spare the next batch is made while chains run; else when it is asked for.
  const auto when = workers.threads() > 1 ? std::launch::async : std::launch::deferred;
  const auto later = [&](int64_t i) {
    return i < config.iterations ? std::async(when, positive_of, i) : std::future<torch::Tensor>();
  };
  std::future<torch::Tensor> next = later(recorder.next_iteration());
  for (int64_t i = recorder.next_iteration(); i < config.iterations; ++i) {
    const auto stream = [&](Purpose purpose) {
      return Stream{.seed = data.seed, .purpose = purpose, .iteration = i};
    };
    const torch::Tensor positive = timed("data", [&] { return next.get(); });
    next = later(i + 1);
    const Chains starts =
        timed("start", [&] { return start.draw(config.chains, positive, stream(Purpose::start)); });
    const Ends ends =
        timed("sampling", [&] { return sample(energy, starts.x, stream(Purpose::step)); });
    const EnergyDifference difference = timed(
        "energy", [&] { return energy_difference(energy, positive, starts.x, ends.x, workers); });
    Row row{.iteration = i,
            .d = config.energy_scale * (difference.data - difference.end),
            .r = ends.r,
            .energy_data = difference.data,
            .energy_start = difference.start,
            .energy_end = difference.end,
            .max_abs_x = ends.x.abs().max().item<double>(),
            .displacement = (ends.x - starts.x).flatten(1).norm(2, 1).mean().item<double>(),
            .gradients = ends.gradients};
    const auto has_diverged = [&] {
      const std::string reason = beyond_bounds(row, config);
      if (!reason.empty()) recorder.diverged(row, reason, {positive, starts.x, ends.x});
      return !reason.empty();
    };
    if (has_diverged()) return Outcome::diverged;
    timed("optimiser", [&] { optimizer.descend(difference.gradients(config.energy_scale)); });
    row.teaching =
        timed("absorb", [&] { return start.absorb(starts, ends, stream(Purpose::latent)); });
    if (has_diverged()) return Outcome::diverged;
    const bool goes_on = timed("record", [&] {
      // Evaluations sample too: that is no time of training.
      workers.mute_profile(true);
      const bool answer = recorder.write(row);
      workers.mute_profile(false);
      return answer;
    });
    if (!goes_on) return Outcome::interrupted;
  }
  return Outcome::finished;
}

}  // namespace coopbench

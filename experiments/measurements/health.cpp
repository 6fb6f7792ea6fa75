#include "ebm/noise_start.h"
#include "experiments/evaluation/measurement.h"
#include "metrics/nearest.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr const char* kFine = "fine";

/// Mean over coordinates of the standard deviation over rows.
double spread(const Tensor& x) {
  return x.flatten(1).to(torch::kFloat64).std(0).mean().item<double>();
}

MetricRow fact(const char* what, const char* name, bool bad, const char* when_bad, double value) {
  MetricRow row{.key = std::string("health.") + what,
                .group = "health",
                .name = name,
                .word = bad ? when_bad : kFine};
  if (std::isfinite(value)) row.details["value"] = value;
  return row;
}

Findings take(const EndedRun& run) {
  const Tensor &start = run.samples.start, &end = run.samples.end;
  const Tensor target = target_images(run.parts.data, run.data_noise(), end.size(0));
  Findings found;
  const auto add = [&](MetricRow row) { found.rows.push_back(std::move(row)); };

  const double of_ends = run.judge->estimate(end),
               of_noise = run.judge->estimate(
                   noise_images({.seed = 0, .purpose = Purpose::baseline, .iteration = 1},
                                end.size(0), run.parts.data.shape));
  add(fact("against_noise", "ends against uniform noise", !(of_ends < 0.9 * of_noise),
           "no better than noise", of_ends / of_noise));

  const double moved = (end - start).flatten(1).norm(2, 1).mean().item<double>(),
               wide = (target - target.roll(1, 0)).flatten(1).norm(2, 1).mean().item<double>();
  add(fact("movement", "chains", !(moved > 1e-3 * wide), "do not move", moved / wide));

  add(fact("variety", "variety of the ends", !(spread(end) > 0.1 * spread(target)), "all alike",
           spread(end) / spread(target)));

  const Tensor rows = run.all_train.flatten(1);
  const auto to_images = [&](const Tensor& x) {
    return nearest(x.flatten(1), rows, *run.parts.workers).squared.sqrt().mean().item<double>();
  };
  const double of_starts = to_images(start), of_others = to_images(run.real);
  add(fact("starts", "starts", of_starts < 0.5 * of_others, "lie at training images",
           of_starts / of_others));

  const Memory memory = run.parts.state.start->memory();
  if (memory.age.defined()) {
    const double used = memory.age.gt(0).to(torch::kFloat64).mean().item<double>();
    add(fact("bank", "states of the bank", used < 0.5, "most never taken on", used));
  }
  if (!run.parts.state.start->layers().empty())
    add(fact("generator", "variety of the starts", !(spread(start) > 0.1 * spread(target)),
             "the generator has collapsed", spread(start) / spread(target)));
  if (!run.parts.data.log_density) {
    const auto at_edges = [](const Tensor& x) {
      return x.abs().ge(1).to(torch::kFloat64).mean().item<double>();
    };
    const double more = at_edges(end) - at_edges(target);
    add(fact("saturation", "values at or beyond -1 and 1", more > 0.2, "far more than in the data",
             more));
  }
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kTrainingTable,
          .notes = {"Health: whether ends are nearer to the data than nine tenths of noise by "
                    "MMD²; chains move "
                    "by more than a thousandth of the distance of two images; starts are no nearer "
                    "to training images than half of what other images are; ends, and the "
                    "starts of a generator, vary by more than a tenth of what images do; more "
                    "than half of a bank was taken on; and no more than 20 % of the values more "
                    "than in the target law lie at or beyond -1 and 1."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry health_measurement() {
  return entry("health", "whether this run is training at all", make);
}

}  // namespace coopbench

#include "ebm/noise_start.h"
#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

/// What a sample is worth. The rows do not depend on the run's seed.
Findings take(const EndedRun& run) {
  const Dataset& data = run.parts.data;
  const int64_t n = run.samples.end.size(0);
  const torch::Tensor target = target_images(data, run.data_noise(), n);
  Findings found;
  const auto add = [&](const char* what, const char* name, const torch::Tensor& images) {
    MetricRow row{.key = std::string("baselines.") + what,
                  .group = "MMD²",
                  .name = name,
                  .better = Direction::lower};
    if (const auto e = run.judge->interval(images)) {
      row.estimate = e->estimate;
      row.low = e->low, row.high = e->high;
    }
    found.rows.push_back(row);
  };
  add("target", "target law (floor)", target);
  add("uniform_noise", "uniform noise",
      noise_images({.seed = 0, .purpose = Purpose::baseline, .iteration = 1}, n, data.shape));
  add("mean_image", "mean image", run.all_train.mean(0, true).expand_as(target));
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = "", .notes = {}, .needs = {need::finished_run()}, .take = take};
}

}  // namespace

Measurements::Entry baselines_measurement() {
  return entry("baselines", "MMD² of the target law, uniform noise and the mean image", make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  Findings found;
  const auto add = [&](const char* what, const char* name, const torch::Tensor& samples) {
    MetricRow row{.key = std::string("mmd2.") + what,
                  .group = "MMD²",
                  .name = name,
                  .better = Direction::lower};
    if (const auto e = run.judge->interval(samples)) {
      row.estimate = e->estimate;
      row.low = e->low, row.high = e->high;
    } else {
      row.note = "the samples are not finite";
    }
    found.rows.push_back(row);
  };
  add("start", "of starts", run.samples.start);
  add("end", "of ends", run.samples.end);
  add("noise_end", "from noise", run.noise_end);
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = "", .notes = {}, .needs = {need::finished_run()}, .take = take};
}

}  // namespace

Measurements::Entry mmd2_measurement() {
  return entry("mmd2", "MMD² of starts, ends and ends from noise to real images", make);
}

}  // namespace coopbench

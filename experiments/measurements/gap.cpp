#include "experiments/evaluation/energies.h"
#include "experiments/evaluation/exposure.h"
#include "metrics/ranking.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

constexpr int64_t kPermutations = 999;

Findings take(const EndedRun& run) {
  MetricRow row{.key = "energies.gap", .group = "memorising", .name = "energy gap"};
  const auto images = exposure(run);
  if (!images) {
    row.note = kAllDrawn;
    return {{row}};
  }
  const auto energies = [&](const torch::Tensor& x) {
    return numbers("energies", sampled_energies(run.parts, x));
  };
  const Measured found =
      energy_gap(energies(images->drawn), energies(images->never_drawn), kPermutations, run.seed);
  row.estimate = found.estimate;
  row.low = found.interval->low;
  row.high = found.interval->high;
  row.p_value = found.p_value;
  row.details = found.details;
  row.details["drawn"] = images->drawn.size(0);
  row.details["never_drawn"] = images->never_drawn.size(0);
  return {{row}};
}

Measurement make(const NoSettings&) {
  return {.table = kEnergyTable,
          .notes = {"Energy gap: mean energy of training images that this run drew less that of "
                    "training images that it never drew, which are of the same law; below 0, with "
                    "a small p, the energy has memorised. Interval and p are over images."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry gap_measurement() {
  return entry("gap", "mean energy of drawn less that of never drawn training images", make);
}

}  // namespace coopbench

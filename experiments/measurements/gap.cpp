#include "experiments/evaluation/energies.h"
#include "experiments/evaluation/measurement.h"
#include "metrics/ranking.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const torch::Tensor train = run.parts.data.train.slice(0, run.real.size(0));
  const Measured found = energy_gap(numbers("energies", true_energies(run.parts, train)),
                                    numbers("energies", true_energies(run.parts, run.real)));
  return {{{.key = "energies.gap",
            .group = "memorising",
            .name = "gap",
            .estimate = found.estimate,
            .low = found.interval->low,
            .high = found.interval->high,
            .p_value = found.p_value.value_or(1)}}};
}

Measurement make(const NoSettings&) {
  return {.table = kEnergyTable,
          .notes = {"Gap: mean energy of training images less that of held-out ones; clearly below "
                    "0 the energy has memorised."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry gap_measurement() {
  return entry("gap", "mean energy of training images less that of held-out ones", make);
}

}  // namespace coopbench

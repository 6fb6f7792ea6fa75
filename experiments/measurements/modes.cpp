#include "metrics/modes.h"

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const Dataset& data = run.parts.data;
  const Measured found =
      modes(run.samples.end.flatten(1), data.modes, data.mode_sd, 1, *run.parts.workers);
  return {{{.key = "likelihood.modes.hit",
            .group = "ends",
            .name = "modes hit",
            .better = Direction::higher,
            .estimate = found.estimate,
            .details = found.details},
           {.key = "likelihood.modes.share_within",
            .group = "ends",
            .name = "share within 3 sd of a mode",
            .better = Direction::higher,
            .estimate = detail(found, "share_within")},
           {.key = "likelihood.modes.kl_uniform",
            .group = "ends",
            .name = "KL of the counts from uniform",
            .unit = "nats",
            .better = Direction::lower,
            .estimate = detail(found, "kl_uniform")}}};
}

Measurement make(const NoSettings&) {
  return {.table = kLikelihoodTable,
          .notes = {},
          .needs = {need::finished_run(), need::known_density(), need::known_modes()},
          .take = take};
}

}  // namespace

Measurements::Entry modes_measurement() {
  return entry("modes", "how many modes of a law with known ones the ends hit, and how", make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"
#include "metrics/displacement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  return {{{.key = "chains.duplicates",
            .group = "ends",
            .name = "share of duplicates",
            .better = Direction::lower,
            .share = true,
            .estimate = duplicate_share(run.samples.end.flatten(1))}}};
}

Measurement make(const NoSettings&) {
  return {.table = kChainsTable, .notes = {}, .needs = {need::finished_run()}, .take = take};
}

}  // namespace

Measurements::Entry duplicates_measurement() {
  return entry("duplicates", "share of the ends that equal another", make);
}

}  // namespace coopbench

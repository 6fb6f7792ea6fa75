#include <numeric>

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  Findings found;
  for (const auto& [name, shares] : run.samples.shares) {
    const double mean =
        std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
    found.rows.push_back({.key = "chains.counts." + name,
                          .group = "steps of the ends",
                          .name = "share " + name,
                          .estimate = mean});
    found.series.emplace_back("chains.counts." + name, shares);
  }
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kChainsTable,
          .notes = {},
          .needs = {need::finished_run(), need::counting_rule()},
          .take = take};
}

}  // namespace

Measurements::Entry step_counts_measurement() {
  return entry("step_counts", "what the step rule counts, such as accepted proposals", make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/metric_row.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  MetricRow nearer{
      .key = "memorising.nearer", .group = "memorising", .name = "nearer to training rows"};
  fill(nearer, measure({{"name", "memorising"}}, {{"name", "pixels"}},
                       {run.samples.end, run.all_train, run.real}, *run.parts.workers));
  const MetricRow copies{.key = "memorising.copies",
                         .group = "memorising",
                         .name = "copies of training rows",
                         .estimate = nearer.details.at("copies").get<double>()};
  return {{nearer, copies}};
}

Measurement make(const NoSettings&) {
  return {.table = kEnergyTable,
          .notes = {"Nearer to training rows: share of the ends whose nearest training row is "
                    "nearer than their nearest held-out one, of as many; 0.5 without memorising."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry memorising_measurement() {
  return entry("memorising", "whether the ends are nearer to training than to held-out rows", make);
}

}  // namespace coopbench

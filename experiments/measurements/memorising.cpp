#include "experiments/evaluation/exposure.h"
#include "experiments/evaluation/metric_row.h"
#include "metrics/measure.h"
#include "metrics/nearest.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  MetricRow nearer{.key = "memorising.nearer",
                   .group = "memorising",
                   .name = "nearer to drawn images",
                   .share = true};
  if (const auto images = exposure(run)) {
    const Json found =
        measure({{"name", "memorising"}}, {{"name", "pixels"}},
                {run.samples.end, images->drawn, images->never_drawn}, *run.parts.workers);
    fill(nearer, found);
  } else {
    nearer.note = kAllDrawn;
  }
  const torch::Tensor distances =
      nearest(run.samples.end.flatten(1), run.all_train.flatten(1), *run.parts.workers).squared;
  return {{nearer,
           {.key = "memorising.copies",
            .group = "memorising",
            .name = "copies of training images",
            .estimate = distances.eq(0).to(torch::kFloat64).mean().item<double>()}}};
}

Measurement make(const NoSettings&) {
  return {.table = kEnergyTable,
          .notes = {"Nearer to drawn images: share of the ends whose nearest training image that "
                    "this run drew is nearer than the nearest that it never drew, of as many; 0.5 "
                    "without memorising. p is by permutations of the images."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry memorising_measurement() {
  return entry("memorising", "whether the ends are nearer to drawn than to never drawn images",
               make);
}

}  // namespace coopbench

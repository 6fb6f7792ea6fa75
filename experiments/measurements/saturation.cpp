#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

using torch::Tensor;

double mean_of(const Tensor& values) { return values.to(torch::kFloat64).mean().item<double>(); }

double outside(const Tensor& size) { return mean_of(size > 1); }
double at_edges(const Tensor& size) { return mean_of(size == 1); }
double excess(const Tensor& size) { return mean_of((size.to(torch::kFloat64) - 1).clamp_min(0)); }

Findings take(const EndedRun& run) {
  const Tensor ends = run.samples.end.abs(),
               target = target_images(run.parts.data, run.data_noise(), ends.size(0)).abs();
  const auto row = [&](const char* what, const char* name, double (*of)(const Tensor&)) {
    return MetricRow{.key = std::string("saturation.") + what,
                     .group = "values of the ends",
                     .name = name,
                     .estimate = of(ends),
                     .floor = of(target)};
  };
  return {{row("outside", "share outside [-1, 1]", outside),
           row("at_edges", "share at -1 or 1", at_edges),
           row("excess", "mean distance outside", excess)}};
}

Measurement make(const NoSettings&) {
  return {.table = kChainsTable,
          .notes = {"Values outside of [-1, 1] are none of an image: many more of them than in "
                    "the target law are chains that leave the box, many more at its edges chains "
                    "that are clamped there."},
          .needs = {need::finished_run(), need::images()},
          .take = take};
}

}  // namespace

Measurements::Entry saturation_measurement() {
  return entry("saturation", "share of the ends' values outside and at the edges of [-1, 1]", make);
}

}  // namespace coopbench

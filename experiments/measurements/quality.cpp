#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/metric_row.h"
#include "experiments/evaluation/or_why.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

/// Every metric of the config in one feature space, of the ends against real images.
std::vector<MetricRow> rows_in(const std::string& space_name, const EndedRun& run) {
  const Json space = spaces().resolve({{"name", space_name}}, "space");
  const torch::Tensor target =
      target_images(run.parts.data, run.data_noise(), run.samples.end.size(0));
  std::optional<Space> map;
  std::vector<MetricRow> rows;
  for (const Choice& metric : run.config.evaluation.metrics) {
    const std::string name = metrics().label(metric);
    const auto found = [&](const torch::Tensor& generated) {
      if (!map) map = remembering(spaces().make(Choice{space}, run.real));
      return measure(metric.json, space, *map, {generated, run.real}, *run.parts.workers);
    };
    const MetricRow row{.key = "quality." + space_name + "." + name,
                        .group = space_name,
                        .name = name,
                        .better = direction(metric.json),
                        .share = is_share(metric.json)};
    const MetricRow floor = or_why(row, [&](MetricRow& filled) { fill(filled, found(target)); });
    rows.push_back(or_why(row, [&](MetricRow& filled) { fill(filled, found(run.samples.end)); }));
    rows.back().floor = floor.estimate;
  }
  return rows;
}

Findings take(const EndedRun& run) {
  Findings found;
  for (const std::string& space : run.config.evaluation.spaces)
    for (MetricRow& row : rows_in(space, run)) found.rows.push_back(std::move(row));
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = "Further metrics of the ends",
          .notes = {"Each in the feature space on the left. coopbench metric NAME --help says what "
                    "each is."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry quality_measurement() {
  return entry("quality", "the metrics of `evaluation.metrics` in the feature spaces", make);
}

}  // namespace coopbench

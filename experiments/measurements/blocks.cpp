#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/or_why.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// The panel that decides between methods, fixed before any run: a distance, fidelity, coverage and
/// a classifier. Long runs and, with a known density, the divergence come from other measurements.
constexpr const char* kPanel[] = {"density", "coverage", "c2st"};

/// Blocks of as many images as there are samples, one behind the other, the first that all other
/// measurements use; at least that one.
std::vector<Tensor> blocks_of(const EndedRun& run) {
  const Images& part = measured_part(run.config.evaluation, run.parts.data);
  const int64_t n = run.real.size(0),
                count = std::min(run.config.evaluation.blocks, part.size() / n);
  std::vector<Tensor> blocks{run.real};
  for (int64_t b = 1; b < count; ++b) blocks.push_back(part.slice(b * n, (b + 1) * n));
  return blocks;
}

double estimate(const std::string& name, const Json& space, const Tensor& samples,
                const Tensor& block, Workers& workers) {
  const Json found = measure({{"name", name}}, space, {samples, block}, workers);
  return found.at("estimate").is_number() ? found.at("estimate").get<double>()
                                          : std::numeric_limits<double>::quiet_NaN();
}

Findings take(const EndedRun& run) {
  const std::vector<Tensor> blocks = blocks_of(run);
  const Tensor& samples = run.samples.end;
  MetricRow count{.key = "blocks.count",
                  .group = "test blocks",
                  .name = "blocks",
                  .estimate = static_cast<double>(blocks.size()),
                  .word = run.config.evaluation.spaces.at(0)};
  Findings found{.rows = {count}};
  std::vector<double> distances;
  for (const Tensor& block : blocks)
    distances.push_back(MmdJudge(block, run.parts.workers, run.judge->width()).estimate(samples));
  found.series.emplace_back("blocks.mmd2", distances);
  if (run.parts.data.log_density) return found;
  const Json space{{"name", run.config.evaluation.spaces.at(0)}};
  for (const char* name : kPanel) {
    std::vector<double> values;
    MetricRow row =
        or_why({.key = std::string("blocks.") + name, .group = "test blocks", .name = name},
               [&](MetricRow&) {
                 for (const Tensor& block : blocks)
                   values.push_back(estimate(name, space, samples, block, *run.parts.workers));
               });
    if (!row.note.empty())
      found.rows.push_back(std::move(row));
    else
      found.series.emplace_back(std::string("blocks.") + name, values);
  }
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = "", .notes = {}, .needs = {need::finished_run()}, .take = take};
}

}  // namespace

Measurements::Entry blocks_measurement() {
  return entry("blocks", "the metrics that decide, on several blocks of test images", make);
}

}  // namespace coopbench

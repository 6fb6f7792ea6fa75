#include "ebm/noise_start.h"
#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

constexpr int64_t kChains = 64;

/// 0, 10, 32, 100, 320, 1000, ... up to the number of steps, which is the last.
std::vector<int64_t> marks(int64_t steps) {
  std::vector<int64_t> all{0};
  for (int64_t power = 10; power < steps; power *= 10)
    for (const int64_t mark : {power, power * 32 / 10})
      if (mark < steps) all.push_back(mark);
  all.push_back(steps);
  return all;
}

struct From {
  std::string key, name;
  Chains chains;
};

std::vector<From> starts(const EndedRun& run) {
  const int64_t n = std::min(kChains, run.samples.end.size(0));
  const Stream stream{.seed = run.seed, .purpose = Purpose::further_start};
  return {{"ends", "from the ends", run.samples.chains.slice(0, n)},
          {"noise", "from noise", {noise_images(stream, n, run.parts.data.shape)}},
          {"data",
           "from the target law",
           {target_images(run.parts.data, run.config.training.data_noise, n)}}};
}

/// MMD^2 of the chains at each mark; NaN from where they leave the bounds.
std::vector<double> quality(const EndedRun& run, Chains chains, int64_t which,
                            const std::vector<int64_t>& at) {
  std::vector<double> values{run.judge->estimate(chains.x)};
  for (size_t i = 1; i < at.size(); ++i) {
    SamplerConfig segment = run.config.sampler;
    segment.steps = at[i] - at[i - 1];
    const Sampler sampler = make_sampler(segment, run.parts.workers);
    const Stream stream{.seed = run.seed,
                        .purpose = Purpose::further_step,
                        .iteration = which * 100 + static_cast<int64_t>(i)};
    chains = sampler(run.parts.state.evaluated(), run.parts.data.shape)(chains, stream).chains;
    if (!beyond_bounds(chains.x, run.config.training).empty()) break;
    values.push_back(run.judge->estimate(chains.x));
  }
  values.resize(at.size(), std::numeric_limits<double>::quiet_NaN());
  return values;
}

Findings take(const EndedRun& run) {
  const std::vector<int64_t> at = marks(run.config.evaluation.further_steps);
  Findings found{.rows = {},
                 .series = {{"further.steps", std::vector<double>(at.begin(), at.end())}}};
  int64_t which = 0;
  for (const From& from : starts(run)) {
    const std::vector<double> values = quality(run, from.chains, which++, at);
    found.series.emplace_back("further." + from.key, values);
    for (const bool last : {false, true}) {
      MetricRow row{.key = fmt::format("further.{}.{}", from.key, last ? "after" : "before"),
                    .group = fmt::format("MMD² of {} chains after {} more steps",
                                         from.chains.size(), last ? at.back() : 0),
                    .name = from.name,
                    .better = Direction::lower};
      const double value = last ? values.back() : values.front();
      if (std::isfinite(value))
        row.estimate = value;
      else
        row.note = "the chains left the bounds";
      found.rows.push_back(std::move(row));
    }
  }
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = "Long runs",
          .notes = {"The trained energy alone, on and on: samples that stay good are what it has "
                    "learned, samples that get worse were in the starts and in the number of "
                    "steps. From noise it says whether the energy leads to the data, from the "
                    "target law whether it holds them."},
          .needs = {need::finished_run(), need::further_steps()},
          .take = take};
}

}  // namespace

Measurements::Entry further_steps_measurement() {
  return entry("further_steps", "MMD² after more and more further steps, from three starts", make);
}

}  // namespace coopbench

#include "ebm/noise_start.h"
#include "experiments/evaluation/marks.h"
#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/or_why.h"
#include "metrics/measure.h"
#include "metrics/modes.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kChains = 64;

struct From {
  std::string key, name;
  Chains chains;
};

std::vector<From> starts(const EndedRun& run) {
  const int64_t n = std::min(kChains, run.samples.end.size(0));
  const Stream stream{.seed = run.seed, .purpose = Purpose::further_start};
  return {{"ends", "from the ends", run.samples.chains.slice(0, n)},
          {"noise", "from noise", {noise_images(stream, n, run.parts.data.shape)}},
          {"data", "from the target law", {target_images(run.parts.data, run.data_noise(), n)}}};
}

/// The chains' images at each mark, up to where they leave the bounds.
std::vector<Tensor> images_at(const EndedRun& run, Chains chains, int64_t which,
                              const std::vector<int64_t>& at) {
  std::vector<Tensor> images{chains.x};
  for (size_t i = 1; i < at.size(); ++i) {
    SamplerConfig segment = run.config.sampler;
    segment.steps = at[i] - at[i - 1];
    const Sampler sampler = make_sampler(segment, run.parts.workers);
    const Stream stream{.seed = run.seed,
                        .purpose = Purpose::further_step,
                        .iteration = which * 100 + static_cast<int64_t>(i)};
    chains = sampler(run.parts.state.evaluated(), run.parts.data.shape)(chains, stream).chains;
    if (!beyond_bounds(chains.x, run.config.training).empty()) break;
    images.push_back(chains.x);
  }
  return images;
}

struct Quality {
  std::string name, key;  ///< the key is that of the series, behind the start's; empty for MMD^2
  Direction better;
  std::function<double(const Tensor& images)> of;
};

/// A distance, fidelity and coverage, the latter two in the first feature space.
std::vector<Quality> panel(const EndedRun& run) {
  std::vector<Quality> panel{
      {"MMD²", "", Direction::lower, [&run](const Tensor& x) { return run.judge->estimate(x); }}};
  const std::string space = run.config.evaluation.spaces.at(0);
  const auto map = std::make_shared<std::optional<Space>>();
  for (const std::string name : {"density", "coverage"})
    panel.push_back({fmt::format("{} in {}", name, space), "." + name, Direction::higher,
                     [&run, name, space, map](const Tensor& x) {
                       const Json settings = spaces().resolve({{"name", space}}, "space");
                       if (!*map) *map = remembering(spaces().make(Choice{settings}, run.real));
                       const Json metric = metrics().resolve({{"name", name}}, "metric");
                       return measure(metric, settings, **map, {x, run.real}, *run.parts.workers)
                           .at("estimate")
                           .get<double>();
                     }});
  const Dataset& data = run.parts.data;
  if (!data.modes.defined()) return panel;
  const auto of_modes = [&run, &data](const Tensor& x) {
    return modes(x.flatten(1), data.modes, data.mode_sd, 1, *run.parts.workers);
  };
  panel.push_back({"modes hit", ".modes", Direction::higher,
                   [of_modes](const Tensor& x) { return of_modes(x).estimate; }});
  panel.push_back(
      {"share within 3 sd of a mode", ".within", Direction::higher, [of_modes](const Tensor& x) {
         return of_modes(x).details.at("share_within").get<double>();
       }});
  return panel;
}

/// One row, and the value of each mark as a series: NaN behind the images.
void add(Findings& found, const Quality& quality, const From& from,
         const std::vector<Tensor>& images, const std::vector<int64_t>& at) {
  std::vector<double> values;
  const auto row = [&](bool last) {
    return MetricRow{
        .key = fmt::format("further.{}{}.{}", from.key, quality.key, last ? "after" : "before"),
        .group = fmt::format("{} of {} chains after {} more steps", quality.name,
                             from.chains.size(), last ? at.back() : 0),
        .name = from.name,
        .better = quality.better};
  };
  MetricRow before = or_why(row(false), [&](MetricRow& filled) {
    for (const Tensor& x : images) values.push_back(quality.of(x));
    filled.estimate = values.front();
  });
  MetricRow after = row(true);
  if (!before.note.empty())
    after.note = before.note;
  else if (images.size() < at.size())
    after.note = "the chains left the bounds";
  else
    after.estimate = values.back();
  found.rows.push_back(std::move(before));
  found.rows.push_back(std::move(after));
  values.resize(at.size(), std::numeric_limits<double>::quiet_NaN());
  found.series.emplace_back("further." + from.key + quality.key, values);
}

Findings take(const EndedRun& run) {
  const std::vector<int64_t> at = logarithmic_marks(run.config.evaluation.further_steps);
  Findings found{.rows = {},
                 .series = {{"further.steps", std::vector<double>(at.begin(), at.end())}}};
  const std::vector<From> all = starts(run);
  std::vector<std::vector<Tensor>> images;
  for (const From& from : all)
    images.push_back(images_at(run, from.chains, static_cast<int64_t>(images.size()), at));
  for (const Quality& quality : panel(run))
    for (size_t i = 0; i < all.size(); ++i) add(found, quality, all[i], images[i], at);
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

#include "metrics/stability.h"

#include <numeric>

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

using Series = std::vector<double>;

Series times(Series values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

double mean_of_last(const Series& values, int64_t count) {
  const auto n = static_cast<double>(count);
  return std::accumulate(values.end() - count, values.end(), 0.0) / n;
}

/// Steps in the life of a chain: K, and those of the visits that made the state where it started.
double life(const EndedRun& run) {
  const auto steps = static_cast<double>(run.config.sampler.steps);
  const torch::Tensor age = run.parts.state.start->memory().age;
  if (!age.defined()) return steps;
  return steps * (1 + age.to(torch::kFloat64).mean().item<double>());
}

/// The drift of a step, as a share of its noise's length; NaN for a rule without noise.
double drift_share(const EndedRun& run, int64_t window) {
  const ImageShape shape = run.parts.data.shape;
  const double noise = step_rules().make(run.config.sampler.rule)->noise_scale(),
               length = noise * std::sqrt(static_cast<double>(shape.numbers()));
  return window > 0 && length > 0 ? mean_of_last(run.train.at("r"), window) / length
                                  : std::numeric_limits<double>::quiet_NaN();
}

Findings take(const EndedRun& run) {
  const double scale = run.parts.energy_scale;
  const StabilityLimits& limits = run.config.evaluation.stability;
  Stability s = stability({.d = run.train.at("d"),
                           .r = run.train.at("r"),
                           .data_sd = times(run.train.at("energy_data_sd"), scale),
                           .d_error = run.train.at("d_error")},
                          limits);
  if (run.parts.state.rewinds.count() > 0) s.verdict = Verdict::rewound;
  if (run.outcome == Outcome::diverged) s.verdict = Verdict::diverged;
  const auto row = [](const char* what, const char* name, const char* unit = "") {
    return MetricRow{
        .key = std::string("stability.") + what, .group = "stability", .name = name, .unit = unit};
  };
  const auto put = [](std::optional<double>& to, double value) {
    if (std::isfinite(value)) to = value;
  };
  MetricRow said = row("verdict", "verdict");
  said.word = name(s.verdict);
  said.note = grounds(s, limits);
  MetricRow bias = row("bias", "bias of d", "sd of the energy over data");
  put(bias.estimate, s.bias);
  put(bias.low, s.bias_low);
  put(bias.high, s.bias_high);
  Findings found{.rows = {said, bias},
                 .series = {{"stability.acf_d", s.acf_d},
                            {"stability.acf_r", s.acf_r},
                            {"stability.cross", s.cross}}};
  const auto add = [&](MetricRow filled, double value) {
    put(filled.estimate, value);
    found.rows.push_back(std::move(filled));
  };
  const double share = drift_share(run, s.window), steps = life(run);
  add(row("excess", "spread of d", "its sampling errors"), s.excess);
  add(row("drift_share", "drift of a step", "lengths of its noise"), share);
  add(row("steering", "steering over a chain's life"), share * std::sqrt(steps));
  add(row("life", "a chain's life", "steps"), steps);
  add(row("tau", "bound on autocorrelations"), s.tau);
  add(row("window", "iterations looked at"), static_cast<double>(s.window));
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kTrainingTable,
          .notes = {"Bias: mean of d over the standard deviation of the energy over data; above 0 "
                    "chains sit lower than the data, below 0 they do not reach it. Spread of d: 1 "
                    "is what two batches differ by from chance.",
                    "Steering: drift of a step times the root of the steps in a chain's life; well "
                    "below 1 chains merely diffuse. Neither high nor low is a fault by itself."},
          .needs = {},
          .take = take};
}

}  // namespace

Measurements::Entry stability_measurement() {
  return entry("stability", "verdict on d over the last half of the run, and what it rests on",
               make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"

#include <algorithm>

#include "experiments/evaluation/or_why.h"

namespace coopbench {
namespace {

/// What a measurement found; where it threw one row of its name that says why.
Findings taken(const Measurements::Entry& entry, const Measurement& measurement,
               const EndedRun& run) {
  Findings found;
  const MetricRow failed = or_why({.key = entry.name, .group = entry.name, .name = entry.meaning},
                                  [&](MetricRow&) { found = measurement.take(run); });
  if (!failed.note.empty()) found.rows = {failed};
  for (MetricRow& row : found.rows) row.table = measurement.table;
  return found;
}

/// Adds the texts that do not yet stand below the table.
void add_notes(MetricsRecord& metrics, const Measurement& measurement) {
  if (measurement.table.empty() || measurement.notes.empty()) return;
  auto& all = metrics.notes;
  auto at = std::find_if(all.begin(), all.end(),
                         [&](const auto& notes) { return notes.first == measurement.table; });
  if (at == all.end()) at = all.insert(all.end(), {measurement.table, {}});
  for (const std::string& note : measurement.notes)
    if (std::find(at->second.begin(), at->second.end(), note) == at->second.end())
      at->second.push_back(note);
}

}  // namespace

namespace need {

Need finished_run() {
  return {"a run that finished",
          [](const EndedRun& run) { return run.outcome == Outcome::finished; }};
}

Need images() {
  return {"images", [](const EndedRun& run) { return !run.parts.data.log_density; }};
}

Need known_density() {
  return {"data with a known density",
          [](const EndedRun& run) { return bool(run.parts.data.log_density); }};
}

Need known_modes() {
  return {"data with known modes",
          [](const EndedRun& run) { return run.parts.data.modes.defined(); }};
}

Need memory() {
  return {"a start that keeps states",
          [](const EndedRun& run) { return run.parts.state.start->memory().states.defined(); }};
}

Need long_run() {
  return {"evaluation.long_run of 10 or more",
          [](const EndedRun& run) { return run.config.evaluation.long_run >= 10; }};
}

Need further_steps() {
  return {"evaluation.further_steps above 0",
          [](const EndedRun& run) { return run.config.evaluation.further_steps > 0; }};
}

Need stationary_law() {
  return {"a step rule that keeps a law",
          [](const EndedRun& run) { return run.parts.law.has_value(); }};
}

Need counting_rule() {
  return {"a step rule that counts something",
          [](const EndedRun& run) { return !run.samples.shares.empty(); }};
}

Need rewinding() {
  return {"training.on_divergence rewind", [](const EndedRun& run) {
            return run.config.training.on_divergence == OnDivergence::rewind;
          }};
}

}  // namespace need

MetricsRecord measured(const EndedRun& run, const std::function<bool()>& stop,
                       const std::function<void(const std::string&)>& tell) {
  MetricsRecord metrics{.part = enum_name(run.config.evaluation.part),
                        .batch_norm = batch_norm_mode(run.parts.state.start->layers()),
                        .rows = {},
                        .notes = {},
                        .series = {}};
  if (run.outcome == Outcome::finished) {
    metrics.samples = run.samples.end.size(0);
    metrics.real = run.real.size(0);
    metrics.width = run.judge->width();
  }
  for (const auto& entry : measurements().entries()) {
    const Measurement measurement = entry.make(Json::object());
    if (!std::all_of(measurement.needs.begin(), measurement.needs.end(),
                     [&](const Need& need) { return need.holds(run); }))
      continue;
    if (stop()) throw Stopped{};
    tell(entry.name);
    Findings found = taken(entry, measurement, run);
    metrics.rows.insert(metrics.rows.end(), found.rows.begin(), found.rows.end());
    metrics.series.insert(metrics.series.end(), found.series.begin(), found.series.end());
    add_notes(metrics, measurement);
  }
  return metrics;
}

}  // namespace coopbench

#include "metrics/stability.h"

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const Stability s = stability(run.train.at("d"), run.train.at("r"));
  const Verdict verdict = run.outcome == Outcome::diverged ? Verdict::diverged : s.verdict;
  const auto row = [](const char* what, const char* name) {
    return MetricRow{.key = std::string("stability.") + what, .group = "stability", .name = name};
  };
  const auto number = [&](const char* what, const char* name, double value) {
    MetricRow filled = row(what, name);
    if (std::isfinite(value)) filled.estimate = value;
    return filled;
  };
  MetricRow said = row("verdict", "verdict");
  said.word = name(verdict);
  return {.rows = {said, number("b", "bias b of d", s.b), number("tau", "bound tau", s.tau),
                   number("window", "iterations looked at", static_cast<double>(s.window))},
          .series = {{"stability.acf_d", s.acf_d},
                     {"stability.acf_r", s.acf_r},
                     {"stability.cross", s.cross}}};
}

Measurement make(const NoSettings&) {
  return {.table = "", .notes = {}, .needs = {}, .take = take};
}

}  // namespace

Measurements::Entry stability_measurement() {
  return entry("stability", "verdict on d and r over the last half of the run", make);
}

}  // namespace coopbench

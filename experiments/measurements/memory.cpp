#include "experiments/evaluation/measurement.h"
#include "metrics/displacement.h"

namespace coopbench {
namespace {

/// Age is how often a state was taken on by K steps.
Findings take(const EndedRun& run) {
  const Memory memory = run.parts.state.start->memory();
  const torch::Tensor used = memory.age.index({memory.age > 0}).to(torch::kFloat64);
  Findings found;
  const auto add = [&](const char* what, const char* name, double value, const char* unit = "",
                       Direction better = Direction::neither) {
    found.rows.push_back({.key = std::string("chains.memory.") + what,
                          .group = "bank",
                          .name = name,
                          .unit = unit,
                          .better = better,
                          .estimate = value});
  };
  add("size", "states", static_cast<double>(memory.states.size(0)));
  add("taken_on", "states taken on", static_cast<double>(used.size(0)));
  if (used.size(0) > 0) {
    add("age_mean", "mean age", used.mean().item<double>(), "rounds of K steps");
    add("age_max", "largest age", memory.age.max().item<double>(), "rounds of K steps");
  }
  add("duplicates", "share of duplicates", duplicate_share(memory.states.flatten(1)), "",
      Direction::lower);
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kChainsTable,
          .notes = {},
          .needs = {need::finished_run(), need::memory()},
          .take = take};
}

}  // namespace

Measurements::Entry memory_measurement() {
  return entry("memory", "size, use, age and duplicates of the states that a start keeps", make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"
#include "metrics/displacement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const Samples& s = run.samples;
  const Travel travel = chain_travel(s.start.flatten(1), s.end.flatten(1), run.all_train.flatten(1),
                                     s.r, run.config.sampler.steps, *run.parts.workers);
  Findings found;
  const auto add = [&](const char* what, const char* name, double value) {
    found.rows.push_back({.key = std::string("chains.travel.") + what,
                          .group = "from start to end",
                          .name = name,
                          .estimate = value});
  };
  add("displacement", "displacement", travel.displacement);
  add("path", "path K r", travel.path);
  add("nearest", "distance to the nearest image", travel.nearest);
  add("random", "distance to a random image", travel.random);
  add("reach", "reach (path / distance to the nearest)", reach(travel));
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kChainsTable,
          .notes = {"Reach much below 1: the drift of K steps is too short to carry chains from "
                    "their starts to the data, whatever the energy."},
          .needs = {need::finished_run()},
          .take = take};
}

}  // namespace

Measurements::Entry travel_measurement() {
  return entry("travel", "how far chains go, and how far they would have to", make);
}

}  // namespace coopbench

#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

Findings take(const EndedRun& run) {
  const Rewinds& rewinds = run.parts.state.rewinds;
  const int64_t count = rewinds.count();
  MetricRow how_often{.key = "stability.rewinds",
                      .group = "stability",
                      .name = "went back to a checkpoint",
                      .unit = "times",
                      .better = Direction::lower,
                      .estimate = static_cast<double>(count)};
  how_often.details["to"] = rewinds.to;
  return {.rows = {how_often,
                   {.key = "health.rewinds",
                    .group = "health",
                    .name = "training",
                    .word = count == 0 ? "fine" : "diverged and went back " + words_for(rewinds)}}};
}

Measurement make(const NoSettings&) {
  return {.table = kTrainingTable,
          .notes = {"Went back: the run diverged, and went on from its last checkpoint with other "
                    "random numbers; what that cost is counted, its rows are not."},
          .needs = {need::rewinding()},
          .take = take};
}

}  // namespace

Measurements::Entry rewinds_measurement() {
  return entry("rewinds", "how often a run diverged and went back to a checkpoint", make);
}

}  // namespace coopbench

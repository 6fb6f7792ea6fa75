#include "ebm/train.h"
#include "experiments/evaluation/measurement.h"

namespace coopbench {
namespace {

/// Mean over the last half of a run's rows.
double last_half(const std::vector<double>& values) {
  double sum = 0;
  for (size_t i = values.size() / 2; i < values.size(); ++i) sum += values[i];
  return sum / static_cast<double>(values.size() - values.size() / 2);
}

Findings take(const EndedRun& run) {
  Findings found;
  for (const LossTerm& term : loss_terms(run.config.training.loss))
    if (const std::vector<double>& values = run.train.at(term.column); !values.empty())
      found.rows.push_back({.key = "loss." + term.column,
                            .group = "loss",
                            .name = term.words,
                            .estimate = last_half(values)});
  return found;
}

Measurement make(const NoSettings&) {
  return {.table = kTrainingTable,
          .notes = {"Loss: means over the last half of the training."},
          .needs = {{"a loss with further terms",
                     [](const EndedRun& run) {
                       return !loss_terms(run.config.training.loss).empty();
                     }}},
          .take = take};
}

}  // namespace

Measurements::Entry loss_terms_measurement() {
  return entry("loss_terms", "what the loss has beside the energies' difference", make);
}

}  // namespace coopbench

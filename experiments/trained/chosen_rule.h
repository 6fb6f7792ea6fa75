#pragma once

#include "experiments/trained/trained_run.h"

namespace coopbench {

/// The step rule that chains of a trained net take, and what to know of it.
struct ChosenRule {
  Choice rule;
  std::vector<std::string> notes = {};
};

/// `words` are empty (the run's own rule), an object of a preset with its settings, or a name. Of a
/// name the run's rule gives the settings: of its own the same; of another those that mean the same
/// in both, and to `mala` and `hmc` the noise of a step as their eps and the temperature of the law
/// that the run's samples are judged by. Throws UserError as a preset does.
ChosenRule chosen_rule(const std::string& words, const TrainedRun& run);

}  // namespace coopbench

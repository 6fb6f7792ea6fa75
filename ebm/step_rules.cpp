#include "ebm/step_rule.h"

namespace coopbench {

// Each in its own file under rules/.
StepRules::Entry scaled();
StepRules::Entry free_noise();
StepRules::Entry ascent();
StepRules::Entry reference();
StepRules::Entry mala();
StepRules::Entry hmc();

StepRules step_rules() {
  return {"step rule",
          {
              scaled(),
              free_noise(),
              ascent(),
              reference(),
              mala(),
              hmc(),
          }};
}

}  // namespace coopbench

#include "ebm/step_rule.h"

namespace coopbench {

// Each in its own file under rules/.
StepRules::Entry scaled();
StepRules::Entry free_noise();
StepRules::Entry ascent();
StepRules::Entry reference();
StepRules::Entry textbook();
StepRules::Entry adam_rule();
StepRules::Entry clipped();
StepRules::Entry mala();
StepRules::Entry hmc();

StepRules step_rules() {
  return {"step rule",
          {
              scaled(),
              free_noise(),
              ascent(),
              reference(),
              textbook(),
              adam_rule(),
              clipped(),
              mala(),
              hmc(),
          }};
}

}  // namespace coopbench

#pragma once

#include "ebm/step_rule.h"

namespace coopbench {

/// Chains that move: x, momentum of unit mass [n, C, H, W], the energy around x.
struct Phase {
  torch::Tensor x, momentum;
  EnergyGradient here;
};

/// `leapfrogs` leapfrog steps of this size under the Hamiltonian U / temperature + |momentum|^2 /
/// 2, with the weights of step k. Reversible: from its end with the momentum turned it comes back.
/// Neal 2011, equations 2.28 to 2.30.
Phase leapfrog(Phase phase, const Local& local, int64_t k, double step_size, int64_t leapfrogs,
               double temperature);

/// The rule `hmc`. All above 0.
std::shared_ptr<const StepRule> hmc_rule(double step_size, int64_t leapfrogs,
                                         double temperature = 1);

}  // namespace coopbench

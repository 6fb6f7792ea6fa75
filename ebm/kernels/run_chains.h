#pragma once

#include "ebm/engine.h"

namespace coopbench::kernels {

/// Empty, or what the kernels lack to run this rule on this energy.
std::string kernels_lack(const Frozen& energy, const StepRule& rule, ImageShape shape);

/// K steps by the kernels, the weights laid out once: each thread takes `groups_together` groups of
/// chains at a time through all their steps; groups that don't share out evenly are done by all
/// threads as a team. Throws std::logic_error where the kernels lack something.
Steps chain_steps(const Frozen& energy, const StepRule& rule, int64_t steps, ImageShape shape,
                  const EngineContext& context, int64_t groups_together);

}  // namespace coopbench::kernels

#pragma once

#include "ebm/chain_start.h"
#include "generators/generator.h"

namespace coopbench {

/// The generator of a start that has one; null for another.
const Generator* generator_of(const ChainStart& start);

}  // namespace coopbench

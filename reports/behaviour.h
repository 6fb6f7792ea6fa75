#pragma once

#include <string>
#include <vector>

#include "reports/measures.h"

namespace coopbench {

/// Whether what the preset's source reports shows here, a row a claim and method: the row of
/// metrics.json that tells, what it has to be, and what it is. No rows for a preset without
/// claims.
MeasureTable behaviour_table(const SavedComparison& comparison);

/// The same in a sentence; nothing for a preset without claims.
std::vector<std::string> behaviour_sentence(const SavedComparison& comparison);

/// The same for programs, an object a claim, method and seed: `claim`, `method`, `seed`, `row`,
/// `wanted`, `found`, `shows` (null where the run does not say); empty for a preset without claims.
Json behaviour_json(const SavedComparison& comparison);

}  // namespace coopbench

#pragma once

#include <string>
#include <vector>

#include "reports/measures.h"
#include "reports/pairs.h"

namespace coopbench {

/// What to act on, a row a pair: which one is better, what a sample costs in steps, the cost to the
/// same quality, and how healthy the training was.
MeasureTable verdict_table(const SavedComparison& comparison, const std::vector<MethodPair>& pairs);

/// What it rests on, a row a pair and metric: difference with its interval over seeds and test
/// blocks, p-values, the difference that would have been found, the spread over blocks. No rows
/// where no pair can be compared.
MeasureTable evidence_table(const std::vector<MethodPair>& pairs);

/// What is wrong with runs, above all else: their health rows that are not fine, a sentence a fact.
std::vector<std::string> alarms(const SavedComparison& comparison);

}  // namespace coopbench

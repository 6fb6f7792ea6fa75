#pragma once

#include <string>
#include <vector>

#include "metrics/decision.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Two methods, compared over the same seeds and test blocks.
struct MethodPair {
  std::string first, second;
  /// Why they can't be compared, such as seeds that diverged; empty where they can.
  std::string obstacle;
  Decision decision = {Conclusion::undecided, {}, 1};  ///< without an obstacle

  /// "short_run and persistent"
  std::string name() const { return first + " and " + second; }
};

/// Every pair of methods, in their order. The metrics are fixed before any run: with a known
/// density the divergence of the learned law and MMD^2 of the ends; else MMD^2, density, coverage
/// and the classifier test on each test block, and MMD^2 after further steps from the ends; those
/// that all runs have.
std::vector<MethodPair> pairs_of(const SavedComparison& comparison);

/// What the pairs allow to say, first of all; never more than their tests. Empty for one method.
std::vector<std::string> pair_sentences(const SavedComparison& comparison,
                                        const std::vector<MethodPair>& pairs);

/// The same pair in words: "short_run is better", "they disagree: MMD² for short_run, coverage for
/// persistent".
std::string conclusion_text(const MethodPair& pair);

}  // namespace coopbench

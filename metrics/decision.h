#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/crossed.h"

namespace coopbench {

/// Two methods by one metric: first less second, for the same seeds and test blocks.
struct MetricDifference {
  std::string metric;
  bool lower_is_better;
  SeedsByBlocks values;  ///< none where it can't be had: then it decides nothing
};

/// What one metric says of two methods.
struct Evidence {
  std::string metric;
  Crossed difference;
  double p_value;     ///< sign flips of the seeds' differences, each averaged over blocks
  double adjusted;    ///< the same by Holm over the pairs
  double detectable;  ///< the difference that would have been found with a chance of 80 %
  int better;         ///< 1: the first, -1: the second, 0: not decided at the level
};

enum class Conclusion {
  first,      ///< better by every metric
  second,     ///< the same of the other
  partly,     ///< some metrics decide for one, the others don't decide
  disagree,   ///< metrics decide for either
  undecided,  ///< none decides
  too_few     ///< none could: the least p that so many seeds can give is above the level
};

struct Decision {
  Conclusion conclusion;
  std::vector<Evidence> evidence;  ///< in the order of the metrics
  double least_p;                  ///< after Holm, of any difference however large
};

/// What may be said of pairs of methods, which all have the same metrics, and as many seeds where
/// they have values. One method is better where every metric says so, each at the level adjusted
/// over the pairs: an intersection-union test, which needs no further correction for the metrics.
/// Throws as `paired_test` and `over_seeds_and_blocks`. Berger 1982, Multiparameter Hypothesis
/// Testing and Acceptance Sampling; Holm 1979.
std::vector<Decision> decide(const std::vector<std::vector<MetricDifference>>& pairs,
                             double level = 0.05);

/// The least p after Holm over `pairs` that sign flips of so many seeds can give.
double least_p(int64_t seeds, int64_t pairs);
/// The fewest seeds for which that is at most the level.
int64_t seeds_needed(int64_t pairs, double level = 0.05);

/// The difference, in standard deviations of the seeds' normal differences, that the sign-flip test
/// finds with the chance `power` at level / pairs, by 1000 simulated comparisons; infinite where it
/// can find none. 2 to 10 seeds; more are taken for Student's t.
double detectable(int64_t seeds, int64_t pairs, double level = 0.05, double power = 0.8);

}  // namespace coopbench

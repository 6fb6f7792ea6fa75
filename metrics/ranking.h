#pragma once

#include <cstdint>
#include <vector>

#include "metrics/estimate.h"
#include "metrics/metric.h"

namespace coopbench {

/// Area under the ROC curve: the probability that a positive scores higher than a negative, ties
/// half. For detection of outliers give the scores so that higher means positive.
/// positives [m], negatives [n], m, n >= 2, finite. From 0 to 1; 0.5 is no separation, below it the
/// scores point the wrong way. The interval is the plain normal one of DeLong's variance at 95 %,
/// clipped to [0, 1]: too narrow near 0 and 1, and a point where the separation is complete.
/// Errors: too few scores, one that is not finite, all scores equal.
/// DeLong, DeLong and Clarke-Pearson 1988, Comparing the Areas under Two or More Correlated
/// Receiver Operating Characteristic Curves; equations 3 to 6.
Estimate auroc(const std::vector<double>& positives, const std::vector<double>& negatives);

/// Mean energy of the training data less that of held-out data, in units of the energy: clearly
/// negative where the energy has memorised its training data.
/// train_energies [m], held_out_energies [n], m, n >= 2, finite. About 0 for an energy that
/// generalises. Welch's t interval at 95 %, for variances that may differ. The p-value is
/// two-sided: Welch's, or with `permutations` above 0 the share of random ways to part the pooled
/// energies whose gap is as far from 0, (1 + count) / (1 + permutations), which is exact where the
/// images of both are of one law; details then have Welch's as welch_p. Errors: too few values, one
/// that is not finite, both series constant. Welch 1947, The Generalization of Student's Problem.
Measured energy_gap(const std::vector<double>& train_energies,
                    const std::vector<double>& held_out_energies, int64_t permutations = 0,
                    uint64_t seed = 0);

}  // namespace coopbench

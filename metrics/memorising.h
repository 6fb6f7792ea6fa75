#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Memorising of the training rows: share of the generated rows whose nearest training row is
/// nearer than their nearest held-out row, ties counted half. In [0, 1]: 0.5 is expected of a
/// generator that has the law of the data without having kept its rows, 1 of one that copies; well
/// below 0.5 the two sets are not of one law. generated [m,D], train [n,D], held_out [h,D], finite,
/// at least 1 row each; the larger of train and held_out is cut to rows spread evenly over it, as
/// many as the other has, so that set sizes do not matter. Euclidean distances in double.
/// The interval is Clopper and Pearson's at 95 %: it covers the draw of the generated rows for
/// these two sets. p_value is one-sided, by permutations: with no memorising the pooled rows of the
/// two sets are exchangeable, and it is the share of random ways to part them that give no smaller
/// estimate, (1 + count) / (1 + B), so it covers the draw of the sets too.
/// Details: mean_distance_train and mean_distance_held_out, mean distances to the nearest row of
/// the cut sets; copies, the share of generated rows at distance 0, but for rounding, from any
/// training row; ties, their number; rows_compared, of each set; binomial_p, the one-sided p-value
/// of the binomial law with chance 0.5: too small where there are many more generated rows than
/// rows compared. Errors: every generated row is equally near to both sets, as where they are the
/// same rows; a row that is not finite; other dimensions.
/// After Lopez-Paz and Oquab 2017, Revisiting Classifier Two-Sample Tests (the 1-nearest-neighbour
/// test), and Meehan et al. 2020, A Non-Parametric Test to Detect Data-Copying in Generative
/// Models.
Measured memorising(const torch::Tensor& generated, const torch::Tensor& train,
                    const torch::Tensor& held_out, int64_t permutations, uint64_t seed,
                    Workers& workers);

}  // namespace coopbench

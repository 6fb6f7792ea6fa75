#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"

namespace coopbench {

/// The linear classifier of two classes: class 1 where rows . weights + bias > 0.
struct LogisticRegression {
  torch::Tensor weights;  ///< [D]
  double bias;
  int64_t iterations;  ///< Newton steps that its fit took

  /// rows [n,D], float64: the log odds of class 1, [n].
  torch::Tensor log_odds(const torch::Tensor& rows) const;
};

/// Logistic regression with an L2 penalty: minimises
/// sum_i log(1 + exp(-s_i (x_i . w + b))) + penalty/2 |w|^2, s_i = 1 for class 1, else -1; the bias
/// is not penalised. scikit-learn's C is 1/penalty. Newton's method, by conjugate gradients or
/// where those take long and D <= 2000 by Cholesky's factors, until the gradient is 1e-10 of the
/// first one or a step lowers the loss by 1e-14 of it at most. rows [n,D], labels [n] of 0 and 1,
/// both float64 and finite; penalty > 0. Throws std::invalid_argument (argument, shape, rule), also
/// where it does not converge. Hastie, Tibshirani and Friedman 2009, The elements of statistical
/// learning, section 4.4; Nocedal and Wright 2006, Numerical optimization, algorithm 7.1.
LogisticRegression logistic_regression(const torch::Tensor& rows, const torch::Tensor& labels,
                                       double penalty, Workers& workers);

}  // namespace coopbench

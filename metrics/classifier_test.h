#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// What a classifier learns from and what it is judged on.
struct TrainTest {
  torch::Tensor train_generated, train_real, test_generated, test_real;
};

/// How rows are divided between the two.
enum class Split {
  random,     ///< rows are drawn without replacement
  first_half  ///< rows in their order
};

/// Halves of both sets with as many rows of each, n = min(m, n) of them: floor(n / 2) to train on,
/// the others to test on. generated [m,...], real [n,...], m, n >= 4; what is left of the larger
/// set is not used. Throws std::invalid_argument (argument, shape, rule).
TrainTest split_in_halves(const torch::Tensor& generated, const torch::Tensor& real, Split split,
                          uint64_t seed);

/// A classifier's accuracy on held-out rows with the exact interval for it and the p-value against
/// chance. 0 <= correct <= total, total >= 1. Interval at 95 %: Clopper and Pearson 1934, The use
/// of confidence or fiducial limits. p_value: P(X >= correct) for X binomial (total, 1/2), which is
/// conservative where both classes have as many rows.
Measured accuracy_test(int64_t correct, int64_t total);

/// Classifier two-sample test: how often a logistic regression tells generated from real rows that
/// it was not trained on.
/// generated [m,D], real [n,D], m, n >= 4, finite; as many rows of each are used (the larger set is
/// cut), half of them to train on. Features are scaled to mean 0 and standard deviation 1 of the
/// training half, those that are constant there are dropped. L2 penalty: see `penalty`, 1/C of
/// scikit-learn; the fit converges fully.
/// Accuracy in [0, 1]: 0.5 where the rows can't be told apart, 1 where they always can. The
/// interval is that of Clopper and Pearson at 95 %; it covers the draw of the test rows, not that
/// of the training rows. p_value: one-sided binomial against 0.5. A linear classifier sees
/// differences of the means only: 0.5 does not show that the laws are equal. log_loss is the mean
/// of -log p(label) over the test rows, in nats; log 2 where nothing is learned.
/// Errors: a row that is not finite, too few rows, other dimensions, all features constant.
/// Lopez-Paz and Oquab 2017, Revisiting classifier two-sample tests, section 3.
Measured c2st(const TrainTest& sets, double penalty, Workers& workers);

/// How `c2st_cnn` trains.
struct CnnTraining {
  int64_t steps = 300;
  uint64_t seed = 0;  ///< of the initial weights and the batches
};

/// Classifier two-sample test with a small convolutional network: how often it tells generated from
/// real images that it was not trained on.
/// generated [m,C,H,W], real [n,C,H,W], m, n >= 4, finite; as many images of each are used (the
/// larger set is cut), half of them to train on. The network has two convolutions 5x5 of stride 2
/// with 8 and 16 channels, leaky ReLUs and a linear layer; Adam with rate 0.001, batches of at most
/// 50 + 50 training images, images scaled to mean 0 and standard deviation 1 over all training
/// pixels. Weights and batches follow from the seed; the result does not depend on threads.
/// Accuracy in [0, 1]: 0.5 where the images can't be told apart, 1 where they always can. The
/// interval is that of Clopper and Pearson at 95 %; it covers the draw of the test images, not
/// training. p_value: one-sided binomial against 0.5.
/// Errors: rows that are no images, a pixel that is not finite, too few images, other shapes,
/// constant images.
/// Lopez-Paz and Oquab 2017, Revisiting classifier two-sample tests, section 3.
Measured c2st_cnn(const TrainTest& sets, const CnnTraining& training, Workers& workers);

}  // namespace coopbench

#include "metrics/classifier_test.h"

#include <fmt/format.h>

#include <stdexcept>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/intervals.h"
#include "metrics/logistic_regression.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kLeast = 4;

/// To mean 0 and standard deviation 1 of the training rows, without the features that are constant
/// there.
class Standardiser {
 public:
  explicit Standardiser(const Tensor& train) : origin_(train[0]) {
    const Tensor from_first = train - origin_;  // exactly 0 where a feature is constant
    const Tensor mean = from_first.mean(0), sd = from_first.std(0, /*unbiased=*/false);
    kept_ = (sd > 0).nonzero().flatten();
    if (kept_.size(0) == 0)
      throw std::invalid_argument(
          "generated: all features are constant in the training half, also in real; there is "
          "nothing to tell rows apart by");
    origin_ = (origin_ + mean).index_select(0, kept_);
    sd_ = sd.index_select(0, kept_);
  }

  Tensor operator()(const Tensor& rows) const {
    return (rows.index_select(1, kept_) - origin_) / sd_;
  }

  int64_t features() const { return kept_.size(0); }

 private:
  Tensor origin_, sd_, kept_;
};

Tensor pooled(const Tensor& generated, const Tensor& real) {
  return torch::cat({generated.detach().to(torch::kFloat64), real.detach().to(torch::kFloat64)});
}

int64_t correct_of(const LogisticRegression& model, const Tensor& rows, const Tensor& labels) {
  return ((model.log_odds(rows) > 0) == (labels > 0)).sum().item<int64_t>();
}

/// Mean of -log p(label), nats.
double log_loss(const LogisticRegression& model, const Tensor& rows, const Tensor& labels) {
  const Tensor odds = model.log_odds(rows);
  return (torch::logaddexp(odds, torch::zeros_like(odds)) - labels * odds).mean().item<double>();
}

}  // namespace

TrainTest split_in_halves(const Tensor& generated, const Tensor& real, Split split, uint64_t seed) {
  for (const auto& [argument, set] : {std::pair{"generated", &generated}, std::pair{"real", &real}})
    if (!set->defined() || set->dim() < 2 || set->size(0) < kLeast)
      throw std::invalid_argument(
          fmt::format("{}: must be a tensor [rows, ...] with at least {} rows", argument, kLeast));
  const int64_t rows = std::min(generated.size(0), real.size(0));
  const auto chosen = [&](const Tensor& set, int64_t iteration) {
    if (split == Split::first_half) return set.slice(0, 0, rows);
    const Stream stream{.seed = seed, .purpose = Purpose::split, .iteration = iteration};
    return set.index_select(0, distinct(stream, set.size(0), rows));
  };
  const Tensor x = chosen(generated, 0), y = chosen(real, 1);
  const int64_t half = rows / 2;
  return {x.slice(0, 0, half), y.slice(0, 0, half), x.slice(0, half), y.slice(0, half)};
}

Measured accuracy_test(int64_t correct, int64_t total) {
  if (total < 1 || correct < 0 || correct > total)
    throw std::invalid_argument(fmt::format(
        "correct: {} of {} must be 0 to the total, which is at least 1", correct, total));
  const auto k = static_cast<double>(correct), n = static_cast<double>(total);
  return {.estimate = k / n,
          .interval = binomial_interval(k, n),
          .p_value = fair_binomial_tail(k, n),
          .details = {{"correct", correct}, {"test_rows", total}}};
}

Measured c2st(const TrainTest& sets, double penalty, Workers& workers) {
  const torch::NoGradGuard no_grad;
  check_two_samples(sets.train_generated, sets.train_real, 1);
  check_two_samples(sets.test_generated, sets.test_real, 1);
  if (sets.train_real.size(1) != sets.test_real.size(1))
    throw std::invalid_argument(
        fmt::format("real: shape {} of the test rows must have as many dimensions as the training "
                    "rows, {}",
                    shape_text(sets.test_real), shape_text(sets.train_real)));
  const auto labels = [](const Tensor& generated, const Tensor& real) {
    return torch::cat({torch::zeros({generated.size(0)}, torch::kFloat64),
                       torch::ones({real.size(0)}, torch::kFloat64)});
  };
  const Tensor train = pooled(sets.train_generated, sets.train_real),
               test = pooled(sets.test_generated, sets.test_real);
  const Tensor train_labels = labels(sets.train_generated, sets.train_real),
               test_labels = labels(sets.test_generated, sets.test_real);
  const Standardiser scaled(train);
  const Tensor train_features = scaled(train);
  const Tensor test_features = scaled(test);
  const LogisticRegression model =
      logistic_regression(train_features, train_labels, penalty, workers);
  Measured found = accuracy_test(correct_of(model, test_features, test_labels), test.size(0));
  found.details["log_loss"] = log_loss(model, test_features, test_labels);
  found.details["train_rows"] = train.size(0);
  found.details["train_accuracy"] =
      static_cast<double>(correct_of(model, train_features, train_labels)) /
      static_cast<double>(train.size(0));
  found.details["features"] = scaled.features();
  found.details["iterations"] = model.iterations;
  return found;
}

}  // namespace coopbench

#include "metrics/logistic_regression.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kNewtonSteps = 200;
constexpr int64_t kDirect = 2000;  ///< features up to which the Hessian may be held
constexpr int64_t kColumns = 128;  ///< of the Hessian in a task

double scalar_product(const Tensor& a, const Tensor& b) { return a.dot(b).item<double>(); }

/// The penalised loss of weights and bias, which are one vector [D + 1] here.
class Loss {
 public:
  Loss(const Tensor& rows, const Tensor& labels, double penalty, Workers& workers)
      : rows_(rows), labels_(labels), penalty_(penalty), workers_(workers) {}

  /// What rows give for these weights: [n].
  Tensor forward(const Tensor& v) const {
    Tensor out = torch::empty({rows_.size(0)}, torch::kFloat64);
    workers_.run(blocks(), [&](int64_t task, int64_t) {
      const torch::NoGradGuard no_grad;
      part(out, task).copy_(part(rows_, task).mv(weights(v)) + v[-1]);
    });
    return out;
  }

  /// The transpose of `forward`, and the penalty's part for `v`: [D + 1].
  Tensor backward(const Tensor& of_rows, const Tensor& v) const {
    Tensor sums = torch::empty({blocks(), v.size(0)}, torch::kFloat64);
    workers_.run(blocks(), [&](int64_t task, int64_t) {
      const torch::NoGradGuard no_grad;
      const Tensor r = part(of_rows, task);
      sums[task].slice(0, 0, -1).copy_(part(rows_, task).t().mv(r));
      sums[task][-1] = r.sum();
    });
    Tensor sum = sums.sum(0);
    weights(sum).add_(weights(v), penalty_);
    return sum;
  }

  /// The Hessian where the rows have this curvature: [D + 1, D + 1].
  Tensor hessian(const Tensor& curvature) const {
    const int64_t features = rows_.size(1);
    Tensor h = torch::empty({features + 1, features + 1}, torch::kFloat64);
    workers_.run((features + kColumns - 1) / kColumns, [&](int64_t task, int64_t) {
      const torch::NoGradGuard no_grad;
      const int64_t first = task * kColumns, last = std::min(first + kColumns, features);
      const Tensor weighed = rows_.slice(1, first, last) * curvature.unsqueeze(1);
      h.slice(0, 0, features).slice(1, first, last).copy_(rows_.t().mm(weighed));
      h[-1].slice(0, first, last).copy_(weighed.sum(0));
    });
    h.select(1, features).slice(0, 0, features).copy_(h[-1].slice(0, 0, features));
    h[-1][-1] = curvature.sum();
    h.diagonal().slice(0, 0, features).add_(penalty_);
    return h;
  }

  double value(const Tensor& log_odds, const Tensor& v) const {
    const Tensor softplus = torch::logaddexp(log_odds, torch::zeros_like(log_odds));
    return (softplus - labels_ * log_odds).sum().item<double>() +
           penalty_ / 2 * scalar_product(weights(v), weights(v));
  }

  Tensor gradient(const Tensor& probability, const Tensor& v) const {
    return backward(probability - labels_, v);
  }

 private:
  static Tensor weights(const Tensor& v) { return v.slice(0, 0, -1); }
  static Tensor part(const Tensor& all, int64_t task) {
    return all.slice(0, task * kBlockRows, (task + 1) * kBlockRows);
  }
  int64_t blocks() const { return block_count(rows_.size(0)); }

  const Tensor &rows_, &labels_;
  double penalty_;
  Workers& workers_;
};

/// Newton's direction, the solution of H d = -gradient, to this relative residual: by conjugate
/// gradients, or where they take long and H can be held, directly.
Tensor newton_direction(const Loss& loss, const Tensor& curvature, const Tensor& gradient,
                        double residual_share) {
  const bool may_hold = gradient.size(0) <= kDirect + 1;
  const int64_t most = may_hold ? 100 : 1000;
  Tensor d = torch::zeros_like(gradient), residual = -gradient, direction = residual.clone();
  double square = scalar_product(residual, residual);
  const double enough = residual_share * residual_share * square;
  for (int64_t i = 0; i < most && square > enough; ++i) {
    const Tensor product = loss.backward(curvature * loss.forward(direction), direction);
    const double bend = scalar_product(direction, product);
    if (!(bend > 0)) break;
    const double length = square / bend;
    d.add_(direction, length);
    residual.sub_(product, length);
    const double next = scalar_product(residual, residual);
    direction = residual + next / square * direction;
    square = next;
  }
  if (square <= enough || !may_hold) return d;
  const auto [factor, failed] = torch::linalg_cholesky_ex(loss.hessian(curvature));
  if (failed.item<int>() != 0) return d;
  return torch::cholesky_solve(-gradient.unsqueeze(1), factor).squeeze(1);
}

/// The longest step of 1, 1/2, 1/4, ... that lowers the loss enough (Armijo).
double step_length(const Loss& loss, const Tensor& v, const Tensor& log_odds, const Tensor& change,
                   double now, double slope) {
  const Tensor change_of_odds = loss.forward(change);
  const double rounding = 1e-13 * now;
  double length = 1;
  for (int i = 0; i < 40; ++i, length /= 2) {
    const double then = loss.value(log_odds + length * change_of_odds, v + length * change);
    if (then <= now + 1e-4 * length * slope + rounding) break;
  }
  return length;
}

void check(const Tensor& rows, const Tensor& labels, double penalty) {
  check_rows("rows", rows, 1);
  if (!labels.defined() || labels.dim() != 1 || labels.size(0) != rows.size(0) ||
      ((labels == 0) | (labels == 1)).logical_not().any().item<bool>())
    throw std::invalid_argument(
        fmt::format("labels: must be {} numbers, each 0 or 1", rows.size(0)));
  if (!(penalty > 0 && std::isfinite(penalty)))
    throw std::invalid_argument(fmt::format("penalty: {} must be above 0 and finite", penalty));
}

}  // namespace

Tensor LogisticRegression::log_odds(const Tensor& rows) const { return rows.mv(weights) + bias; }

LogisticRegression logistic_regression(const Tensor& rows, const Tensor& labels, double penalty,
                                       Workers& workers) {
  const torch::NoGradGuard no_grad;
  check(rows, labels, penalty);
  const Loss loss(rows, labels, penalty, workers);
  Tensor v = torch::zeros({rows.size(1) + 1}, torch::kFloat64);
  const auto fit = [&v](int64_t steps) {
    return LogisticRegression{v.slice(0, 0, -1).clone(), v[-1].item<double>(), steps};
  };
  double first = 0;
  for (int64_t step = 0; step < kNewtonSteps; ++step) {
    const Tensor odds = loss.forward(v), probability = odds.sigmoid();
    const Tensor gradient = loss.gradient(probability, v);
    const double size = gradient.norm().item<double>();
    if (step == 0) first = size;
    if (size <= 1e-10 * first) return fit(step);
    const Tensor change = newton_direction(loss, probability * (1 - probability), gradient,
                                           std::min(0.1, std::sqrt(size / first)));
    const double now = loss.value(odds, v), slope = scalar_product(gradient, change);
    v += change * step_length(loss, v, odds, change, now, slope);
    if (-slope <= 1e-14 * now) return fit(step + 1);
  }
  throw std::invalid_argument(fmt::format(
      "penalty: the fit does not converge with {}; scale the features or take a larger one",
      penalty));
}

}  // namespace coopbench

#include "metrics/neighbours.h"

#include <fmt/format.h>

#include <stdexcept>

#include "metrics/nearest.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// The balls around the rows of a set.
struct Balls {
  Tensor rows, squared_radii;
  bool border;  ///< whether it belongs to them
  int64_t zero_radii;
};

Balls balls(const std::string& argument, const Tensor& rows, int64_t k, bool border,
            Workers& workers) {
  const int64_t n = rows.size(0);
  if (k < 1 || k >= n)
    throw std::invalid_argument(
        fmt::format("k: {} must be at least 1 and below the {} rows of {}", k, n, argument));
  const Tensor squared = kth_squared_distances(rows, k, workers);
  const auto zero = (squared == 0).sum().item<int64_t>();
  if (zero == n)
    throw std::invalid_argument(
        fmt::format("{}: every row of shape {} must not have {} equal ones, or no ball has a "
                    "radius; remove repeated rows or raise k",
                    argument, shape_text(rows), k));
  return {rows, squared * (border ? 1 + kEqualDistances : 1 - kEqualDistances), border, zero};
}

/// For each point the number of balls that it lies in, float64 [points].
Tensor balls_around(const Tensor& points, const Balls& balls, Workers& workers) {
  Tensor counts = torch::zeros({points.size(0)}, torch::kFloat64);
  workers.run(block_count(points.size(0)), [&](int64_t task, int64_t) {
    const Tensor own = block(points, task * kBlockRows);
    Tensor count = counts.slice(0, task * kBlockRows, task * kBlockRows + own.size(0));
    for (int64_t j = 0; j < balls.rows.size(0); j += kBlockRows) {
      const Tensor squared = squared_distances(own, block(balls.rows, j)),
                   radii = balls.squared_radii.slice(0, j, j + kBlockRows);
      count += (balls.border ? squared <= radii : squared < radii).sum(1);
    }
  });
  return counts;
}

Measured measured(double estimate, const Balls& balls) {
  Measured found{.estimate = estimate};
  found.details = {{"zero_radii", balls.zero_radii}};
  return found;
}

/// Share of the points that lie in a ball.
Measured share_within(const Tensor& points, const Balls& balls, Workers& workers) {
  const Tensor within = balls_around(points, balls, workers) > 0;
  return measured(within.to(torch::kFloat64).mean().item<double>(), balls);
}

Measured precision_of(const Tensor& generated, const Tensor& real, int64_t k, bool border,
                      Workers& workers) {
  check_two_samples(generated, real, 1);
  return share_within(generated, balls("real", real, k, border, workers), workers);
}

Measured recall_of(const Tensor& generated, const Tensor& real, int64_t k, bool border,
                   Workers& workers) {
  check_two_samples(generated, real, 1);
  return share_within(real, balls("generated", generated, k, border, workers), workers);
}

}  // namespace

Measured precision(const Tensor& generated, const Tensor& real, int64_t k, Workers& workers) {
  return precision_of(generated, real, k, false, workers);
}

Measured recall(const Tensor& generated, const Tensor& real, int64_t k, Workers& workers) {
  return recall_of(generated, real, k, false, workers);
}

Measured density(const Tensor& generated, const Tensor& real, int64_t k, Workers& workers) {
  check_two_samples(generated, real, 1);
  const Balls around_real = balls("real", real, k, false, workers);
  const Tensor counts = balls_around(generated, around_real, workers);
  return measured(counts.mean().item<double>() / static_cast<double>(k), around_real);
}

Measured coverage(const Tensor& generated, const Tensor& real, int64_t k, Workers& workers) {
  check_two_samples(generated, real, 1);
  const Balls around_real = balls("real", real, k, false, workers);
  const Tensor covered = nearest(real, generated, workers).squared < around_real.squared_radii;
  return measured(covered.to(torch::kFloat64).mean().item<double>(), around_real);
}

Measured improved_precision(const Tensor& generated, const Tensor& real, int64_t k,
                            Workers& workers) {
  return precision_of(generated, real, k, true, workers);
}

Measured improved_recall(const Tensor& generated, const Tensor& real, int64_t k, Workers& workers) {
  return recall_of(generated, real, k, true, workers);
}

}  // namespace coopbench

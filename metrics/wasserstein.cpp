#include "metrics/wasserstein.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "core/stream.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kDirections = 16;  // projected at once

Tensor unit_rows(const Tensor& projections) {
  const Tensor directions = projections.detach().to(torch::kFloat64);
  const Tensor length = directions.norm(2, 1, true);
  if ((length == 0).any().item<bool>())
    throw std::invalid_argument(fmt::format("projections: row {} of shape {} must not be all 0",
                                            (length == 0).nonzero()[0][0].item<int64_t>(),
                                            shape_text(projections)));
  return directions / length;
}

/// Checks all three, and returns the directions with length 1.
Tensor checked(const Tensor& generated, const Tensor& real, const Tensor& projections) {
  check_two_samples(generated, real, 1);
  check_dimensions("projections", projections, "real", real);
  return unit_rows(projections);
}

/// The rows along each direction: [directions, rows].
Tensor projected(const Tensor& rows, const Tensor& directions) {
  Tensor along = torch::empty({directions.size(0), rows.size(0)}, torch::kFloat64);
  for (int64_t i = 0; i < rows.size(0); i += kBlockRows)
    along.slice(1, i, i + kBlockRows).copy_(directions.mm(block(rows, i).t()));
  return along;
}

/// Calls visit(i, j, mass) for the pieces of the optimal coupling of m and n points in their order,
/// of equal mass in each set. Mass is counted in 1/(m n), so that it is exact.
template <class Visit>
void couple(int64_t m, int64_t n, const Visit& visit) {
  for (int64_t i = 0, j = 0, done = 0; i < m && j < n;) {
    const int64_t next = std::min((i + 1) * n, (j + 1) * m);
    visit(i, j,
          static_cast<double>(next - done) / (static_cast<double>(m) * static_cast<double>(n)));
    if (next == (i + 1) * n) ++i;
    if (next == (j + 1) * m) ++j;
    done = next;
  }
}

double wasserstein2(double* x, int64_t m, double* y, int64_t n) {
  std::sort(x, x + m);
  std::sort(y, y + n);
  double sum = 0;
  couple(m, n,
         [&](int64_t i, int64_t j, double mass) { sum += mass * (x[i] - y[j]) * (x[i] - y[j]); });
  return sum;
}

Tensor along_directions(const Tensor& generated, const Tensor& real, const Tensor& directions,
                        Workers& workers) {
  const int64_t count = directions.size(0), m = generated.size(0), n = real.size(0);
  Tensor squared = torch::empty({count}, torch::kFloat64);
  workers.run((count + kDirections - 1) / kDirections, [&](int64_t task, int64_t) {
    const int64_t first = task * kDirections;
    const Tensor some = directions.slice(0, first, first + kDirections);
    const Tensor x = projected(generated, some), y = projected(real, some);
    for (int64_t l = 0; l < some.size(0); ++l)
      squared.data_ptr<double>()[first + l] =
          wasserstein2(x.data_ptr<double>() + l * m, m, y.data_ptr<double>() + l * n, n);
  });
  return squared;
}

/// A direction, the squared distance along it and that distance's gradient.
struct Slice {
  Tensor direction;
  double squared;
  Tensor gradient;
};

/// The values along a direction and the rows in their order.
struct Line {
  Tensor values;
  std::vector<int64_t> order;
};

Line line(const Tensor& rows, const Tensor& direction) {
  const Tensor values = projected(rows, direction.unsqueeze(0))[0];
  const double* at = values.data_ptr<double>();
  std::vector<int64_t> order(static_cast<size_t>(rows.size(0)));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [at](int64_t a, int64_t b) { return at[a] != at[b] ? at[a] < at[b] : a < b; });
  return {values, std::move(order)};
}

/// Sum of the rows by weight: [D].
Tensor weighted(const Tensor& rows, const Tensor& weights) {
  Tensor sum = torch::zeros({rows.size(1)}, torch::kFloat64);
  for (int64_t i = 0; i < rows.size(0); i += kBlockRows)
    sum += block(rows, i).t().mv(weights.slice(0, i, i + kBlockRows));
  return sum;
}

/// Both threads: one takes the generated rows, one the real.
Slice slice_along(const Tensor& generated, const Tensor& real, const Tensor& direction,
                  Workers& workers) {
  const std::array<Tensor, 2> sets{generated, real};
  std::array<Line, 2> lines;
  workers.run(2, [&](int64_t s, int64_t) {
    lines[static_cast<size_t>(s)] = line(sets[static_cast<size_t>(s)], direction);
  });
  std::array<Tensor, 2> weights{torch::zeros_like(lines[0].values),
                                torch::zeros_like(lines[1].values)};
  const auto numbers = [](const Tensor& values) { return values.data_ptr<double>(); };
  double squared = 0;
  couple(generated.size(0), real.size(0), [&](int64_t i, int64_t j, double mass) {
    const int64_t x = lines[0].order[static_cast<size_t>(i)],
                  y = lines[1].order[static_cast<size_t>(j)];
    const double gap = numbers(lines[0].values)[x] - numbers(lines[1].values)[y];
    squared += mass * gap * gap;
    numbers(weights[0])[x] += 2 * mass * gap;
    numbers(weights[1])[y] -= 2 * mass * gap;
  });
  std::array<Tensor, 2> parts;
  workers.run(2, [&](int64_t s, int64_t) {
    parts[static_cast<size_t>(s)] =
        weighted(sets[static_cast<size_t>(s)], weights[static_cast<size_t>(s)]);
  });
  return {direction, squared, parts[0] + parts[1]};
}

/// Climbs great circles of the sphere towards the gradient.
Slice climbed(const Tensor& generated, const Tensor& real, Slice best, int64_t steps,
              Workers& workers) {
  double angle = std::numbers::pi / 4;
  for (int64_t step = 0; step < steps; ++step) {
    const Tensor tangent =
        best.gradient - best.direction * best.direction.dot(best.gradient).item<double>();
    const auto slope = tangent.norm().item<double>();
    if (slope <= 1e-14 * best.gradient.norm().item<double>()) break;
    const Tensor moved = best.direction * std::cos(angle) + tangent * (std::sin(angle) / slope);
    Slice next = slice_along(generated, real, moved / moved.norm(), workers);
    const bool climbs = next.squared > best.squared;
    if (climbs) best = std::move(next);
    angle = climbs ? std::min(1.5 * angle, std::numbers::pi / 4) : angle / 2;
  }
  return best;
}

}  // namespace

Tensor unit_projections(uint64_t seed, int64_t count, int64_t dimensions) {
  if (count < 1 || dimensions < 1)
    throw std::invalid_argument(
        fmt::format("projections: {} directions of {} dimensions must be at least 1 of at least 1",
                    count, dimensions));
  return unit_rows(
      normal(Stream{.seed = seed, .purpose = Purpose::projection}, {count, dimensions}));
}

Tensor projected_wasserstein2(const Tensor& generated, const Tensor& real,
                              const Tensor& projections, Workers& workers) {
  const Tensor directions = checked(generated, real, projections);
  return along_directions(generated, real, directions, workers);
}

Measured sliced_wasserstein(const Tensor& generated, const Tensor& real, const Tensor& projections,
                            Workers& workers) {
  const Tensor squared = projected_wasserstein2(generated, real, projections, workers);
  const auto count = static_cast<double>(squared.size(0));
  Measured found{.estimate = std::sqrt(squared.mean().item<double>())};
  if (count > 1 && found.estimate > 0)
    found.details = {{"projections_error",
                      squared.std().item<double>() / std::sqrt(count) / (2 * found.estimate)}};
  return found;
}

Measured max_sliced_wasserstein(const Tensor& generated, const Tensor& real,
                                const Tensor& projections, int64_t steps, Workers& workers) {
  if (steps < 0) throw std::invalid_argument(fmt::format("steps: {} must be at least 0", steps));
  const Tensor directions = checked(generated, real, projections);
  const Tensor squared = along_directions(generated, real, directions, workers);
  const Tensor first = directions[squared.argmax()].contiguous();
  const Slice start = slice_along(generated, real, first, workers);
  // The product that gave `squared` may have rounded otherwise.
  const double least = squared.max().item<double>();
  const Slice best = climbed(generated, real, start, steps, workers);
  Measured found{.estimate = std::sqrt(std::max(best.squared, least))};
  found.details = {{"start", std::sqrt(least)}};
  return found;
}

}  // namespace coopbench

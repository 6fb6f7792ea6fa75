#include "metrics/grid_density.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr double kLowest = 1e-6, kHighest = 1e6;  // temperatures

void check(const Grid& grid) {
  if (!(grid.view > 0 && std::isfinite(grid.view)) || grid.side < 2)
    throw std::invalid_argument(
        fmt::format("grid: view {} must be above 0 and side {} at least 2", grid.view, grid.side));
}

struct Names {
  const char *p, *q;
};

void check_pair(const Tensor& log_p, const Tensor& log_q, const Names& names) {
  check_rows(names.p, log_p, 2);
  check_rows(names.q, log_q, 2);
  if (log_p.sizes() != log_q.sizes() || log_p.size(1) < 2)
    throw std::invalid_argument(
        fmt::format("{}: shape {} must be that of {}, {}, a grid of at least 2 x 2 points", names.q,
                    shape_text(log_q), names.p, shape_text(log_p)));
}

Tensor normalised(const Tensor& log_density) {
  return log_density.detach().to(torch::kCPU, torch::kFloat64).flatten().log_softmax(0);
}

/// Both normalised.
double kl(const Tensor& log_p, const Tensor& log_q) {
  return (log_p.exp() * (log_p - log_q)).sum().item<double>();
}

}  // namespace

Tensor Grid::points() const {
  check(*this);
  const Tensor axis = torch::linspace(-view, view, side, torch::kFloat64);
  return torch::stack({axis.repeat({side}), axis.repeat_interleave(side)}, 1);
}

double Grid::log_cell() const {
  check(*this);
  return 2 * std::log(2 * view / static_cast<double>(side - 1));
}

Tensor on_grid(const LogDensity& log_density, const Grid& grid) {
  const Tensor points = grid.points();
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < points.size(0); i += kBlockRows)
    parts.push_back(values_of(log_density, block(points, i)));
  const Tensor values = torch::cat(parts);
  if (!values.isfinite().all().item<bool>())
    throw std::invalid_argument("log_density: must be finite on the whole grid");
  return values.reshape({grid.side, grid.side});
}

double grid_log_z(const Tensor& log_density, const Grid& grid) {
  check_rows("log_density", log_density, 2);
  if (log_density.size(0) != grid.side || log_density.size(1) != grid.side)
    throw std::invalid_argument(fmt::format("log_density: shape {} must be [{}, {}], the grid's",
                                            shape_text(log_density), grid.side, grid.side));
  return log_density.to(torch::kFloat64).flatten().logsumexp(0).item<double>() + grid.log_cell();
}

double grid_nll(const LogDensity& log_density, const Tensor& points, const Grid& grid) {
  return grid_nll(log_density, points, grid_log_z(on_grid(log_density, grid), grid));
}

double grid_nll(const LogDensity& log_density, const Tensor& points, double log_z) {
  check_rows("points", points, 1);
  if (points.size(1) != 2)
    throw std::invalid_argument(fmt::format("points: shape {} must be [n, 2]", shape_text(points)));
  double sum = 0;
  for (int64_t i = 0; i < points.size(0); i += kBlockRows)
    sum += values_of(log_density, block(points, i)).sum().item<double>();
  return log_z - sum / static_cast<double>(points.size(0));
}

double kl_on_grid(const Tensor& log_p, const Tensor& log_q) {
  check_pair(log_p, log_q, {"log_p", "log_q"});
  return kl(normalised(log_p), normalised(log_q));
}

TemperedKl kl_over_temperature(const Tensor& log_p, const Tensor& log_q) {
  check_pair(log_p, log_q, {"log_p", "log_q"});
  const Tensor p = normalised(log_p), q = normalised(log_q);
  if (q.min().item<double>() == q.max().item<double>())
    throw std::invalid_argument("log_q: is constant, so that no temperature changes it");
  const auto at = [&](double log_t) { return kl(p, (q / std::exp(log_t)).log_softmax(0)); };
  double low = std::log(kLowest), high = std::log(kHighest);
  const double ratio = 1 / std::numbers::phi;
  double a = high - ratio * (high - low), b = low + ratio * (high - low);
  double at_a = at(a), at_b = at(b);
  while (high - low > 1e-9) {
    if (at_a < at_b) {
      high = b, b = a, at_b = at_a;
      a = high - ratio * (high - low), at_a = at(a);
    } else {
      low = a, a = b, at_a = at_b;
      b = low + ratio * (high - low), at_b = at(b);
    }
  }
  const double best = (low + high) / 2;
  const bool at_end = best < std::log(kLowest) + 1e-6 || best > std::log(kHighest) - 1e-6;
  return {at(best), std::exp(best), at_end};
}

Measured grid_kl(const Tensor& learned_log, const Tensor& true_log) {
  check_pair(true_log, learned_log, {"true_log", "learned_log"});
  const Tensor p = normalised(true_log), q = normalised(learned_log);
  Measured found{.estimate = kl(p, q), .details = {{"reverse_kl", kl(q, p)}}};
  if (q.min().item<double>() == q.max().item<double>()) return found;
  const TemperedKl best = kl_over_temperature(true_log, learned_log);
  found.details["minimised_kl"] = best.kl;
  found.details["temperature"] = best.temperature;
  if (best.at_end)
    found.details["note"] = "the temperature is at an end of [1e-6, 1e6]: no best one in it";
  return found;
}

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>

#include "metrics/log_density.h"
#include "metrics/metric.h"

namespace coopbench {

/// side x side points on the square [-view, view]^2, its edges included.
struct Grid {
  double view = 1;     ///< in data units, above 0
  int64_t side = 200;  ///< at least 2

  torch::Tensor points() const;  ///< [side * side, 2], float64; the first coordinate runs faster
  double log_cell() const;       ///< log of the area that a point stands for
};

/// log f at the points of the grid, float64 [side,side]. Throws std::invalid_argument for a grid of
/// no size or a value that is not finite.
torch::Tensor on_grid(const LogDensity& log_density, const Grid& grid);

/// log Z of a density on the plane, in nats, by the sum over the grid: exact up to what lies
/// outside the view and what is finer than a cell. log_density [side,side], of `on_grid`.
double grid_log_z(const torch::Tensor& log_density, const Grid& grid);

/// Negative log-likelihood of points under exp(log f) / Z, Z by the sum over the grid: the mean
/// over points [n,2], n >= 1, finite, in nats. Any real number; lower is better.
double grid_nll(const LogDensity& log_density, const torch::Tensor& points, const Grid& grid);

/// The same where log Z is known.
double grid_nll(const LogDensity& log_density, const torch::Tensor& points, double log_z);

/// KL(p || q) = sum p log (p/q), in nats, of two densities on the same grid, each normalised to sum
/// 1. log_p, log_q of one shape, up to a constant, finite; log values, float32 or float64. At least
/// 0; infinite only by overflow. Throws std::invalid_argument (argument, shape, rule).
double kl_on_grid(const torch::Tensor& log_p, const torch::Tensor& log_q);

/// The least KL(p || q^(1/T)) over temperatures T.
struct TemperedKl {
  double kl, temperature;
  bool at_end;  ///< T is at an end of the range: the minimum may lie outside
};

/// The least KL(p || q_T) in nats, q_T proportional to exp(log q / T), over T in [1e-6, 1e6]: for a
/// model that was learned without noise, whose energy has no temperature of its own. The KL is
/// convex in 1/T, so the golden-section search over log T finds the minimum. log_p, log_q as in
/// `kl_on_grid`; log q must not be constant. Kiefer 1953, Sequential minimax search for a maximum.
TemperedKl kl_over_temperature(const torch::Tensor& log_p, const torch::Tensor& log_q);

/// Kullback-Leibler divergence of two densities on a grid: KL(true || learned), in nats.
/// learned_log, true_log [g,h], g, h >= 2: log densities at the same points of an evenly spaced
/// grid, up to a constant each (both are normalised to sum 1), finite. At least 0; 0 for equal
/// densities. Exact for what the grid shows, so there is no interval.
/// Details: reverse_kl is KL(learned || true), which a missed mode leaves small; minimised_kl is
/// the least KL(true || learned^(1/T)) and temperature that T, in [1e-6, 1e6], for a learned energy
/// without a temperature of its own (not there for a constant learned density).
/// Errors: other shapes, a value that is not finite. Kullback and Leibler 1951, On information and
/// sufficiency, equation 2.4.
Measured grid_kl(const torch::Tensor& learned_log, const torch::Tensor& true_log);

}  // namespace coopbench

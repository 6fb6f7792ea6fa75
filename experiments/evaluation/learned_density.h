#pragma once

#include "experiments/config/config.h"
#include "metrics/grid_density.h"
#include "metrics/log_density.h"

namespace coopbench {

/// Log density of the sampled law up to a constant, of points of the plane [n,2]. It refers to
/// `parts`.
LogDensity learned_log_density(const RunParts& parts);

/// The square that shows the densities of the run's data, 200 points a side.
Grid view_grid(const RunParts& parts);

/// True log density and that of the sampled law on the view's grid, each normalised on it, float32:
/// x [g], y [g], true_log and learned [g (y), g (x)].
struct Densities {
  torch::Tensor x, y, true_log, learned;
};
Densities densities(const RunParts& parts);

}  // namespace coopbench

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
/// x [g], y [g], true_log and learned [g (y), g (x)]; and the kernel density estimate of samples of
/// the run, undefined where they lie on a line or a point.
struct Densities {
  torch::Tensor x, y, true_log, learned, estimate;
};
/// `samples`: [n,2,1,1]; a bandwidth of 0 is that of the data set, or else Scott's.
Densities densities(const RunParts& parts, const torch::Tensor& samples, double bandwidth);

/// The first chains of `draw_samples` on their way, float32 [chains, marks, 2]: their starts, after
/// steps spread evenly over K, and their ends.
torch::Tensor chain_paths(const RunParts& parts, const SamplerConfig& sampler, uint64_t seed,
                          int64_t iteration, int64_t n, int64_t chains = 8, int64_t marks = 64);

}  // namespace coopbench

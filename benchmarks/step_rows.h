#pragma once

#include "ebm/energy.h"

namespace coopbench {

/// Langevin steps x <- x - step_size * grad U + noise_scale * xi of many chains at once.
struct StepRow {
  std::string name;
  Json net;  ///< a choice of the table of energy nets; null: a correlated Gaussian of the plane
  int64_t chains;
  ImageShape shape;
  int64_t steps;  ///< K, of one call
  double step_size = 1, noise_scale = 0.01;
};

std::vector<StepRow> step_rows();

/// The energy of a row, with weights that follow from nothing else.
std::unique_ptr<Energy> energy_of(const StepRow& row);

/// Floating-point operations of one step of all chains: two for each multiply-add of the
/// convolutions and fully connected layers, forward and backward to the input.
double flop_of_step(const StepRow& row);

/// The rows as the peers read them: name, layers, shape [n, C, H, W], steps, step size and noise
/// scale. Without layers the energy is that of the Gaussian with mean 0 and the covariance given.
Json json_of(const std::vector<StepRow>& rows);

}  // namespace coopbench

#pragma once

#include "core/workers.h"
#include "ebm/energy.h"
#include "ebm/loss.h"

namespace coopbench {

/// Mean energies of an iteration's batches in the network's units, and how the weights change their
/// difference.
struct EnergyDifference {
  double data = 0, start = 0, end = 0;
  double data_sd = 0, end_sd = 0;  ///< over the images and over the chains (n - 1)
  /// Standard error of data - end: how far the means of other images and chains of the same laws
  /// would be off. Chain i and image i are a pair, whose energies may go together.
  double error = 0;
  std::vector<torch::Tensor> gradient;               ///< of data - end, one for each weight
  double penalty = 0;                                ///< what is added to the loss
  std::vector<torch::Tensor> penalty_gradient = {};  ///< empty without one

  /// Of scale * (data - end) + penalty.
  std::vector<torch::Tensor> gradients(double scale) const;
};

/// Of three batches, each [n, C, H, W] (spreads are NaN for a single one), in fixed chunks whose
/// sums are added in a fixed order: the same bits for any number of threads. Of `loss` the penalty.
EnergyDifference energy_difference(const Energy& energy, const torch::Tensor& data,
                                   const torch::Tensor& starts, const torch::Tensor& ends,
                                   Workers& workers, const LossConfig& loss = {});

}  // namespace coopbench

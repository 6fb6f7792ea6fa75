#pragma once

#include "core/workers.h"
#include "ebm/energy.h"

namespace coopbench {

/// Mean energies of an iteration's batches in the network's units, and how the weights change their
/// difference.
struct EnergyDifference {
  double data = 0, start = 0, end = 0;
  std::vector<torch::Tensor> gradient;  ///< of data - end, one for each weight

  /// Of scale * (data - end).
  std::vector<torch::Tensor> gradients(double scale) const;
};

/// Of three batches, each [n, C, H, W], in fixed chunks whose sums are added in a fixed order: the
/// same bits for any number of threads.
EnergyDifference energy_difference(const Energy& energy, const torch::Tensor& data,
                                   const torch::Tensor& starts, const torch::Tensor& ends,
                                   Workers& workers);

}  // namespace coopbench

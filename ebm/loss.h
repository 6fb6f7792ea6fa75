#pragma once

#include <torch/types.h>

#include <array>

#include "core/fields.h"

namespace coopbench {

/// What is added to the loss lest energies drift away. Of energies U in the network's units, u of
/// the n data images and v of the m chain ends.
enum class EnergyPenalty {
  none,
  norms,    ///< weight * (|u| + |v|), L2 norms of the batches: the first thesis (Perkins 2021)
  squares,  ///< weight * (mean u^2 + mean v^2): Du and Mordatch 2019 (IGEBM)
};
constexpr auto enum_names(EnergyPenalty) { return std::array{"none", "norms", "squares"}; }

/// What one energy update goes down.
struct LossConfig {
  double scale = 0, penalty_weight = 1, clip_gradient = 0, kl_weight = 0;
  EnergyPenalty penalty = EnergyPenalty::none;
  static auto fields() {
    return std::tuple{
        field("scale", &LossConfig::scale, at_least(0),
              "factor of the energies' difference in the loss; 0: training.energy_scale. 1 with "
              "the step rule scaled and sgd is the learning rate times noise_scale^2 / 2 of EBM "
              "anatomy"),
        field("penalty", &LossConfig::penalty,
              "added to the loss: none; norms, of the energies of both batches; squares, their "
              "means"),
        field("penalty_weight", &LossConfig::penalty_weight, at_least(0), "of the penalty"),
        field(
            "kl_weight", &LossConfig::kl_weight, at_least(0),
            "of the KL term beside the energies' difference: the mean energy of the chain ends "
            "through the last step alone, with the weights that measure it held (Du et al. 2021); "
            "published 1; 0: without"),
        field("clip_gradient", &LossConfig::clip_gradient, at_least(0),
              "L2 norm that all weights' gradients together are shortened to; 0: as they are"),
    };
  }
};

/// L2 norm of all weights' gradients together. Undefined ones count nothing.
double norm(const std::vector<torch::Tensor>& gradients);

/// Adds factor * more, a gradient a weight.
void add(std::vector<torch::Tensor>& to, double factor, const std::vector<torch::Tensor>& more);

/// Shortens the gradients so that their common L2 norm is at most `bound`, as PyTorch's
/// clip_grad_norm_. Undefined ones are left alone. Returns whether they were longer.
bool shorten(std::vector<torch::Tensor>& gradients, double bound);

}  // namespace coopbench

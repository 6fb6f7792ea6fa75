#pragma once

#include "networks/frozen_network.h"

namespace coopbench {

class FrozenNet;

/// What chains see of an energy for a number of steps: weights that no gradient is asked for, the
/// same at every step or those of each step. Shares the energy's tensors: valid until its next
/// update.
struct Frozen {
  virtual ~Frozen() = default;
  /// U with the weights of step k, [n, C, H, W] -> [n]; differentiable in x alone.
  virtual torch::Tensor forward(const torch::Tensor& x, int64_t k) const = 0;
  /// The energy as a list of layers, for engines that run it their own way; null for one that is
  /// none.
  virtual const FrozenNet* layered() const { return nullptr; }
  /// Do the weights change from step to step?
  virtual bool varies() const { return false; }
};

/// An energy network: U is `sign` times the sum of what the layers put out.
class FrozenNet : public Frozen {
 public:
  FrozenNet(const Network& network, double sign, int64_t steps)
      : network_(network, steps), sign_(sign) {}

  torch::Tensor forward(const torch::Tensor& x, int64_t k) const override {
    return sign_ * network_.forward(x, k).flatten(1).sum(1);
  }
  const FrozenNet* layered() const override { return this; }
  bool varies() const override { return network_.varies(); }

  const FrozenNetwork& network() const { return network_; }
  double sign() const { return sign_; }

 private:
  FrozenNetwork network_;
  double sign_;
};

}  // namespace coopbench

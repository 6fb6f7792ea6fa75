#pragma once

#include "core/network.h"

namespace coopbench {

using LayerWeights = Network::Weights;

class FrozenNetwork {
 public:
  FrozenNetwork(const Network& network, int64_t steps)
      : network_(network), steps_(steps) {}
  const Layers& layers() const { return network_.layers(); }
  int64_t steps() const { return steps_; }
  LayerWeights weights(size_t layer, int64_t) const { return network_.weights(layer); }
  const LayerWeights& raw(size_t layer) const { return network_.weights(layer); }
  torch::Tensor forward(const torch::Tensor& x, int64_t) const { return network_.forward(x); }
  torch::Tensor pass_layer(size_t i, const torch::Tensor& x, int64_t) const {
    return network_.pass_layer(i, x);
  }
  bool varies() const { return false; }

 private:
  const Network& network_;
  int64_t steps_;
};

}  // namespace coopbench

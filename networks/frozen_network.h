#pragma once

#include "networks/network.h"

namespace coopbench {

/// A network as chains see it for a number of steps: weights that ask for no gradient, and behind
/// spectral norm the sigma of each step. Shares the network's tensors: valid while no update
/// changes them.
class FrozenNetwork {
 public:
  /// Does a power iteration a step from the network's u and v, and one more for the update that
  /// follows. The network is not changed.
  FrozenNetwork(const Network& network, int64_t steps);

  const Layers& layers() const { return layers_; }
  int64_t steps() const { return steps_; }

  /// Tensors of a layer at step k, 0 to steps - 1, as its forward takes them: W / sigma_k where it
  /// has spectral norm.
  LayerWeights weights(size_t layer, int64_t k) const;
  /// The same without the division, and what a weight is divided by: 1 without spectral norm.
  const LayerWeights& raw(size_t layer) const { return raw_.at(layer); }
  double sigma(size_t layer, size_t weight, int64_t k) const;
  /// Is there a spectral norm, so that the weights change from step to step?
  bool varies() const;

  /// As `Network::forward`, at step k.
  torch::Tensor forward(torch::Tensor x, int64_t k) const;

  /// u and v behind the last iteration, which `Network::take_on` stores; empty without spectral
  /// norm.
  std::optional<SpectralNorm> last(size_t layer, size_t weight) const;

 private:
  /// A weight's sigma at each step.
  struct Normed {
    std::vector<double> sigmas;
    SpectralNorm last;
  };

  Layers layers_;
  int64_t steps_;
  std::vector<LayerWeights> raw_;
  std::vector<std::vector<std::optional<Normed>>> normed_;  ///< of each weight of each layer
};

}  // namespace coopbench

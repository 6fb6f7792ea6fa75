#pragma once

#include <torch/types.h>

#include "core/archive.h"
#include "networks/initial_weights.h"
#include "networks/layers.h"
#include "networks/spectral_norm.h"

namespace coopbench {

class FrozenNetwork;

/// A list of layers with their tensors. Tensors are named by the layer's place in the list and
/// their own name: "0_weight", "3_running_mean"; behind spectral norm there are also "0_weight_u"
/// and "0_weight_v". Initial weights follow from the stream alone.
class Network {
 public:
  Network(Layers layers, const InitialWeights& initial, const Stream& stream);

  /// [n, C, H, W] -> [n, C', H', W'], or [n, features, 1, 1] behind a fully connected layer.
  /// Changes no state: batch norms use their sampling statistics, spectral norms the u and v that
  /// are stored. So before the first `take_on` sigma is that of random directions.
  torch::Tensor forward(torch::Tensor x) const;

  /// What one layer makes of its input, as in `forward`.
  torch::Tensor pass_layer(size_t layer, const torch::Tensor& x) const;

  /// The same with the statistics of the batch, which go into the running ones.
  torch::Tensor forward_teaching(torch::Tensor x);

  const Layers& layers() const { return layers_; }
  /// The tensors of the layer with this place in the list.
  const LayerWeights& weights(size_t layer) const { return weights_.at(layer); }
  /// The same as forward takes them: weights behind spectral norm divided by sigma, with their
  /// gradient.
  LayerWeights applied(size_t layer) const;
  /// u and v of a weight of a layer; empty without spectral norm.
  const std::optional<SpectralNorm>& spectral_norm(size_t layer, size_t weight) const {
    return norms_.at(layer).at(weight);
  }
  /// Stores u and v behind the last power iteration.
  void take_on(const FrozenNetwork& frozen);

  /// The weights that are trained, in the order of the layers.
  std::vector<torch::Tensor> trained() const;

  Archive archive() const;
  /// Throws Failure for tensors that are missing, left over or of another shape: of which layer,
  /// and both shapes.
  void restore(const Archive& archive);

 private:
  struct Named {
    std::string name;
    torch::Tensor tensor;
    size_t layer;
  };

  Layers layers_;
  std::vector<Named> trained_, buffers_;
  std::vector<LayerWeights> weights_;
  std::vector<std::vector<std::optional<SpectralNorm>>> norms_;  ///< of each weight of each layer
};

/// While it lives, no weight of the network asks for a gradient.
class FrozenWeights {
 public:
  explicit FrozenWeights(std::vector<torch::Tensor> weights);
  ~FrozenWeights();
  FrozenWeights(const FrozenWeights&) = delete;
  FrozenWeights& operator=(const FrozenWeights&) = delete;

 private:
  std::vector<torch::Tensor> weights_;
};

}  // namespace coopbench

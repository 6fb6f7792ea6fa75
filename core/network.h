#pragma once

#include <torch/nn/module.h>

#include "core/archive.h"
#include "core/initial_weights.h"
#include "core/layers.h"

namespace coopbench {

/// The torch module of a list of layers. Tensors are named by the layer's place in the list and
/// their own name: "0_weight", "3_running_mean". Initial weights follow from the stream alone.
class Network : public torch::nn::Module {
 public:
  Network(Layers layers, const InitialWeights& initial, const Stream& stream);

  /// [n, C, H, W] -> [n, C', H', W'], or [n, features, 1, 1] behind a fully connected layer.
  /// Changes no state: batch norms use their sampling statistics.
  torch::Tensor forward(torch::Tensor x) const;

  /// What one layer makes of its input, as in `forward`.
  torch::Tensor pass_layer(size_t layer, const torch::Tensor& x) const;

  /// The same with the statistics of the batch, which go into the running ones.
  torch::Tensor forward_teaching(torch::Tensor x);

  const Layers& layers() const { return layers_; }
  /// The tensors of the layer with this place in the list.
  const LayerWeights& weights(size_t layer) const { return weights_.at(layer); }
  std::vector<torch::Tensor> trained() const { return parameters(); }

  Archive archive() const;
  /// Throws Failure for tensors that are missing or of another shape.
  void restore(const Archive& archive);

 private:
  Layers layers_;
  std::vector<LayerWeights> weights_;
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

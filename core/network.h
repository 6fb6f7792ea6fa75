#pragma once

#include <torch/nn/module.h>

#include <optional>

#include "core/archive.h"
#include "core/layers.h"
#include "core/stream.h"

namespace coopbench {

/// How weights begin.
/// Without a value as in PyTorch: weights and biases uniform in +-1/sqrt(fan in).
/// Else weights are normal with these standard deviations, biases 0.
struct NormalWeights {
  double conv, transposed_conv;
};
using InitialWeights = std::optional<NormalWeights>;

/// The torch module of a list of layers. Parameters are named "0_weight", "0_bias" by the place in
/// the list. Initial weights follow from the stream alone.
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

  /// The tensors of one layer; undefined where it has none.
  struct Weights {
    torch::Tensor weight, bias, running_mean, running_var;
  };

  const Layers& layers() const { return layers_; }
  /// Of the layer with this place in the list.
  const Weights& weights(size_t layer) const { return weights_.at(layer); }
  std::vector<torch::Tensor> trained() const { return parameters(); }

  Archive archive() const;
  /// Throws Failure for tensors that are missing or of another shape.
  void restore(const Archive& archive);

 private:
  torch::Tensor pass(size_t layer, torch::Tensor x, bool teaching) const;

  Layers layers_;
  std::vector<Weights> weights_;
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

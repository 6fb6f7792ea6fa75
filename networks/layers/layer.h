#pragma once

#include <torch/types.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/image_shape.h"

// What a kind of layer is written with. It is a struct of numbers with these members, and an entry
// of the variant in networks/layers.h:
//
//   ImageShape output_shape(ImageShape) const;     std::logic_error for one that it can't take
//   std::vector<WeightSpec> weight_specs() const;
//   std::string describe() const;                  a line such as "conv 3x3, 1 -> 16, padding 1"
//   Tensor forward(const Tensor& x, const LayerWeights&, Pass) const;
//   Tensor input_gradient(const Passed&, const LayerWeights&) const;

namespace coopbench {

/// How a tensor of a layer begins.
enum class Begins {
  random,  ///< as `InitialWeights` says
  bias,    ///< the same, of a bias
  zeros,
  ones,
};

/// A tensor of a layer.
struct WeightSpec {
  std::string name = {};  ///< behind the layer's place in a checkpoint: "weight" is "0_weight"
  std::vector<int64_t> sizes = {};
  Begins begins = Begins::zeros;
  int64_t fan_in = 0;          ///< inputs to one output, as PyTorch counts them for initial weights
  bool transposed = false;     ///< sizes are [in, out, ...] in place of [out, in, ...]
  bool trained = true;         ///< else a buffer, such as a running mean
  bool spectral_norm = false;  ///< the layer takes it divided by its largest singular value
};

/// A weight that begins random, given without its name, and the bias of its outputs: `prefix` and
/// "weight", "bias".
std::vector<WeightSpec> weight_and_bias(WeightSpec weight, const std::string& prefix = "");

/// ", spectral norm" or nothing.
inline std::string norm_text(bool spectral_norm) { return spectral_norm ? ", spectral norm" : ""; }

/// The tensors of one layer, in the order of its specs.
class LayerWeights {
 public:
  void add(std::string name, torch::Tensor tensor) {
    tensors_.emplace_back(std::move(name), std::move(tensor));
  }
  size_t size() const { return tensors_.size(); }
  auto begin() const { return tensors_.begin(); }
  auto end() const { return tensors_.end(); }
  const torch::Tensor& operator[](size_t i) const { return tensors_[i].second; }
  torch::Tensor& operator[](size_t i) { return tensors_[i].second; }
  /// Throws std::logic_error when there is no tensor of that name.
  const torch::Tensor& at(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, torch::Tensor>> tensors_;
};

/// What a pass through a network is for: batch norms look at the batch when teaching.
enum class Pass { sampling, teaching };

/// A layer's input and output, and the gradient at its output.
struct Passed {
  const torch::Tensor &input, &output, &gradient;
};

/// Throws std::logic_error that a layer with this text can't take the shape, unless it fits.
void need_fit(bool fits, const std::string& text, ImageShape shape);

}  // namespace coopbench

#include "networks/layers/standardised_conv.h"

namespace coopbench {
namespace {

LayerWeights standardised(LayerWeights weights) {
  torch::Tensor& weight = weights[0];
  const torch::Tensor rows = weight.flatten(1), centred = rows - rows.mean(1, true);
  weight = (centred / (rows.std(1, true, true) + 1e-5)).reshape(weight.sizes());
  return weights;
}

}  // namespace

torch::Tensor StandardisedConv::forward(const torch::Tensor& x, const LayerWeights& weights,
                                        Pass pass) const {
  return conv.forward(x, standardised(weights), pass);
}

torch::Tensor StandardisedConv::input_gradient(const Passed& passed,
                                               const LayerWeights& weights) const {
  return conv.input_gradient(passed, standardised(weights));
}

}  // namespace coopbench

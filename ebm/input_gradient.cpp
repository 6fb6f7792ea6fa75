#include "ebm/input_gradient.h"

#include <ATen/Functions.h>
#include <torch/autograd.h>

namespace coopbench {
namespace {

using torch::Tensor;
using Weights = Network::Weights;

/// The gradient at a layer's input from that at its output. `input` and `output` are what the layer
/// took and gave.
struct Back {
  const Tensor &input, &output, &gradient;
  const Weights& weights;

  Tensor convolution(const Tensor& at, const Tensor& of, int64_t stride, int64_t padding,
                     bool transposed, int64_t output_padding) const {
    return std::get<0>(at::convolution_backward(
        of, at, weights.weight, {}, {stride, stride}, {padding, padding}, {1, 1}, transposed,
        {output_padding, output_padding}, 1, {true, false, false}));
  }

  Tensor operator()(const Conv& c) const {
    if (c.before == c.after) return convolution(input, gradient, c.stride, c.before, false, 0);
    const Tensor padded = torch::constant_pad_nd(input, {c.before, c.after, c.before, c.after});
    return convolution(padded, gradient, c.stride, 0, false, 0)
        .slice(2, c.before, padded.size(2) - c.after)
        .slice(3, c.before, padded.size(3) - c.after);
  }
  Tensor operator()(const TransposedConv& t) const {
    // The output was cut: what was cut off has no gradient.
    const Tensor whole = torch::constant_pad_nd(gradient, {t.before, t.after, t.before, t.after});
    return convolution(input, whole, t.stride, 0, true, 0);
  }
  Tensor operator()(const Linear&) const {
    return gradient.flatten(1).matmul(weights.weight).reshape(input.sizes());
  }
  Tensor operator()(const LeakyRelu& leaky) const {
    return at::leaky_relu_backward(gradient, input, leaky.slope, false);
  }
  Tensor operator()(const Tanh&) const { return at::tanh_backward(gradient, output); }
  Tensor operator()(const MaxPool& pool) const {
    const auto [values, places] = at::max_pool2d_with_indices(input, pool.kernel);
    return at::max_pool2d_with_indices_backward(gradient, input, pool.kernel, pool.kernel, 0, 1,
                                                false, places);
  }
  Tensor operator()(const BatchNorm& norm) const {
    Tensor factor = (weights.running_var + norm.epsilon).rsqrt();
    if (weights.weight.defined()) factor = factor * weights.weight;
    return gradient * factor.reshape({1, -1, 1, 1});
  }
};

}  // namespace

EnergyGradient input_gradient(const FrozenNet& energy, const Tensor& x, int64_t k) {
  const torch::NoGradGuard no_grad;
  const FrozenNetwork& network = energy.network();
  const auto count = network.layers().size();
  std::vector<Tensor> outputs{x};
  for (size_t i = 0; i < count; ++i) outputs.push_back(network.pass_layer(i, outputs.back(), k));
  Tensor gradient = torch::full_like(outputs.back(), energy.sign());
  for (size_t i = count; i-- > 0;)
    gradient = std::visit(Back{outputs[i], outputs[i + 1], gradient, network.weights(i, k)},
                          network.layers()[i]);
  return {energy.sign() * outputs.back().flatten(1).sum(1), gradient};
}

EnergyGradient autograd_gradient(const Frozen& energy, const Tensor& x, int64_t k) {
  return autograd_gradient([&](const Tensor& at) { return energy.forward(at, k); }, x);
}

EnergyGradient autograd_gradient(const std::function<Tensor(const Tensor&)>& energy,
                                 const Tensor& x) {
  const torch::AutoGradMode with_graph(true);
  const Tensor at = x.detach().requires_grad_(true);
  const Tensor u = energy(at);
  return {u.detach(), torch::autograd::grad({u.sum()}, {at})[0]};
}

}  // namespace coopbench

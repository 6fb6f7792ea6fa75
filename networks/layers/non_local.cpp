#include "networks/layers/non_local.h"

#include <fmt/format.h>

#include "networks/layers/convolution.h"

namespace coopbench {
namespace {

using torch::Tensor;

Tensor convolved(const Tensor& x, const LayerWeights& weights, const std::string& name) {
  return torch::conv2d(x, weights.at(name + "_weight"), weights.at(name + "_bias"));
}

/// What the block makes of x: embeddings [n, half, H, W], before and behind pooling, and the share
/// [n, positions, pooled positions] that each position takes of each.
struct Attention {
  Tensor theta, phi, g, pooled_phi, pooled_g, share;

  Attention(const Tensor& x, const LayerWeights& weights)
      : theta(convolved(x, weights, "theta")),
        phi(convolved(x, weights, "phi")),
        g(convolved(x, weights, "g")),
        pooled_phi(torch::max_pool2d(phi, 2)),
        pooled_g(torch::max_pool2d(g, 2)),
        share(theta.flatten(2).transpose(1, 2).matmul(pooled_phi.flatten(2)).softmax(-1)) {}

  /// The mean of g that each position takes, [n, half, H, W].
  Tensor taken() const {
    return pooled_g.flatten(2).matmul(share.transpose(1, 2)).reshape(theta.sizes());
  }
};

Tensor unpooled(const Tensor& gradient, const Tensor& input) {
  const Tensor places = std::get<1>(at::max_pool2d_with_indices(input, 2));
  return at::max_pool2d_with_indices_backward(gradient, input, 2, 2, 0, 1, false, places);
}

}  // namespace

ImageShape NonLocal::output_shape(ImageShape shape) const {
  need_fit(channels == shape.channels && channels >= 2 && shape.side >= 2, describe(), shape);
  return shape;
}

std::vector<WeightSpec> NonLocal::weight_specs() const {
  const int64_t half = channels / 2;
  std::vector<WeightSpec> specs;
  for (const char* name : {"theta_", "phi_", "g_"})
    for (WeightSpec& spec : weight_and_bias(
             {.sizes = {half, channels, 1, 1}, .fan_in = channels, .spectral_norm = spectral_norm},
             name))
      specs.push_back(std::move(spec));
  specs.push_back({.name = "out_weight", .sizes = {channels, half, 1, 1}});
  specs.push_back({.name = "out_bias", .sizes = {channels}});
  return specs;
}

std::string NonLocal::describe() const {
  return fmt::format("non-local block, {} channels inside", channels / 2) +
         norm_text(spectral_norm);
}

Tensor NonLocal::forward(const Tensor& x, const LayerWeights& weights, Pass) const {
  return x + convolved(Attention(x, weights).taken(), weights, "out");
}

Tensor NonLocal::input_gradient(const Passed& passed, const LayerWeights& weights) const {
  const Tensor& x = passed.input;
  const Attention a(x, weights);
  const auto back = [&](const Tensor& input, const Tensor& gradient, const char* weight) {
    return convolution_input_gradient(input, gradient, weights.at(weight), 1, 0);
  };
  const Tensor taken = back(a.theta, passed.gradient, "out_weight").flatten(2);
  const Tensor share = taken.transpose(1, 2).matmul(a.pooled_g.flatten(2));
  const Tensor logits = at::_softmax_backward_data(share, a.share, -1, share.scalar_type());
  const Tensor theta =
      a.pooled_phi.flatten(2).matmul(logits.transpose(1, 2)).reshape(a.theta.sizes());
  const Tensor phi = a.theta.flatten(2).matmul(logits).reshape(a.pooled_phi.sizes());
  const Tensor g = taken.matmul(a.share).reshape(a.pooled_g.sizes());
  return passed.gradient + back(x, theta, "theta_weight") +
         back(x, unpooled(phi, a.phi), "phi_weight") + back(x, unpooled(g, a.g), "g_weight");
}

}  // namespace coopbench

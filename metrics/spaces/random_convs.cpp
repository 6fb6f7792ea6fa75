#include <torch/types.h>

#include "core/stream.h"
#include "metrics/samples.h"
#include "metrics/space.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr double kSlope = 0.2;

struct Config {
  int64_t channels = 32, layers = 3, seed = 0;
  static auto fields() {
    return std::tuple{field("channels", &Config::channels, between(1, 1024),
                            "output channels of each convolution"),
                      field("layers", &Config::layers, between(1, 8), "convolutions"),
                      field("seed", &Config::seed, at_least(0), "of the weights")};
  }
};

/// Weights [out,in,3,3] that keep the variance: He et al. 2015, Delving Deep into Rectifiers,
/// equation 10.
Tensor weight_of_layer(const Config& config, int64_t layer, int64_t in) {
  const Stream stream{.seed = static_cast<uint64_t>(config.seed),
                      .purpose = Purpose::feature_weights,
                      .iteration = layer};
  const double fan_in = 9 * static_cast<double>(in);
  return normal(stream, {config.channels, in, 3, 3}) * std::sqrt(2 / fan_in);
}

/// Of each layer the mean over all places, of the last one also the means over 2 x 2 parts.
Tensor features_of(Tensor x, const std::vector<Tensor>& weights) {
  std::vector<Tensor> features;
  for (const Tensor& weight : weights) {
    x = torch::leaky_relu(torch::conv2d(x, weight, {}, /*stride=*/2, /*padding=*/1), kSlope);
    features.push_back(x.mean({2, 3}));
  }
  features.push_back(at::adaptive_avg_pool2d(x, {2, 2}).flatten(1));
  return torch::cat(features, 1);
}

Space make(const Config& config, const Tensor& real) {
  std::vector<Tensor> weights;
  int64_t in = as_images(real, "random_convs").size(1);
  for (int64_t layer = 0; layer < config.layers; ++layer, in = config.channels)
    weights.push_back(weight_of_layer(config, layer, in));
  return {[weights](const Tensor& samples) {
    return in_chunks(as_images(samples, "random_convs"), [&](const Tensor& rows) {
      return features_of(rows.to(torch::kCPU, torch::kFloat32), weights);
    });
  }};
}

}  // namespace

Spaces::Entry random_convs() {
  return entry("random_convs", "pooled outputs of convolutions with fixed random weights", make);
}

}  // namespace coopbench

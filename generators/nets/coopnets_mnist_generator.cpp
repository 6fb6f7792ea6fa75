#include "generators/generator.h"

namespace coopbench {
namespace {

struct Config {
  int64_t latent = 100, width = 512;
  BatchStatistics statistics = BatchStatistics::batch;
  static auto fields() {
    return std::tuple{
        field("latent", &Config::latent, between(1, 4096), "dimension of z"),
        field("width", &Config::width, between(8, 4096),
              "channels at side 4; each doubling of the side halves them"),
        field("statistics", &Config::statistics, "of the batch norms when sampling"),
    };
  }
};

/// The MNIST generator of the published CoopNets code (Xie et al. 2018): transposed 4x4
/// convolutions (SAME) from 4x4 up to the image, with batch norm (shift only, eps 1e-3) and leaky
/// ReLU 0.2 between and tanh at the end. Published for side 28: 4, 7, 14, 28.
GeneratorSpec make(const Config& config, ImageShape shape) {
  need_made_side("coopnets_mnist_generator", shape, {16, 28, 32});
  std::vector<int64_t> sides;
  for (int64_t side = shape.side; side > 4; side = (side + 1) / 2)
    sides.insert(sides.begin(), side);
  Layers layers{TransposedConv{config.latent, config.width, 4}};
  int64_t channels = config.width;
  for (const int64_t side : sides) {
    layers.push_back(BatchNorm{
        .channels = channels, .scale = false, .epsilon = 1e-3, .sampling = config.statistics});
    layers.push_back(LeakyRelu{0.2});
    const int64_t next = side == shape.side ? shape.channels : std::max<int64_t>(channels / 2, 1);
    layers.push_back(same_transposed_conv(channels, next, 4, 2, side));
    channels = next;
  }
  layers.push_back(Tanh{});
  return {.layers = layers,
          .latent = config.latent,
          .initial = NormalWeights{.conv = 0.01, .transposed_conv = 0.005}};
}

}  // namespace

GeneratorNets::Entry coopnets_mnist_generator() {
  return entry("coopnets_mnist_generator",
               "transposed 4x4 convolutions, sides 16, 28, 32 (CoopNets)", make);
}

}  // namespace coopbench

#include "generators/generator.h"

namespace coopbench {
namespace {

struct Config {
  int64_t latent = 50, width = 512;
  BatchStatistics statistics = BatchStatistics::running;
  static auto fields() {
    return std::tuple{
        field("latent", &Config::latent, between(1, 4096), "dimension of z"),
        field("width", &Config::width, between(8, 4096),
              "channels at side 4; each doubling of the side halves them"),
        field("statistics", &Config::statistics, "of the batch norms when sampling"),
    };
  }
};

/// The generator of the thesis "Energy models" (Perkins 2021): a 4x4 transposed convolution, then
/// 5x5 ones of stride 2 that double the side, with batch norm and leaky ReLU 0.01 between and tanh
/// at the end. Published for side 32 (v1: latent 50, width 512; v2: latent 100, width 256).
GeneratorSpec make(const Config& config, ImageShape shape) {
  need_made_side("thesis_generator", shape, {16, 32, 64});
  Layers layers{TransposedConv{config.latent, config.width, 4}};
  int64_t channels = config.width;
  for (int64_t side = 4; side < shape.side; side *= 2) {
    layers.push_back(BatchNorm{.channels = channels, .sampling = config.statistics});
    layers.push_back(LeakyRelu{0.01});
    const int64_t next =
        2 * side == shape.side ? shape.channels : std::max<int64_t>(channels / 2, 1);
    layers.push_back(TransposedConv{channels, next, 5, 2, 2, 1});
    channels = next;
  }
  layers.push_back(Tanh{});
  return {.layers = layers, .latent = config.latent};
}

}  // namespace

GeneratorNets::Entry thesis_generator() {
  return entry("thesis_generator", "transposed convolutions 4x4, 5x5, sides 16, 32, 64 (thesis)",
               make);
}

}  // namespace coopbench

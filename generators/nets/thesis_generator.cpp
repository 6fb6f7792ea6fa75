#include "generators/generator.h"

namespace coopbench {
namespace {

struct Config {
  int64_t version = 1, latent = 0, width = 0;
  BatchStatistics statistics = BatchStatistics::running;
  static auto fields() {
    return std::tuple{
        field("version", &Config::version, between(1, 2),
              "1: as published in January 2021, 2: in February"),
        field("latent", &Config::latent, between(0, 4096),
              "dimension of z; 0: as published, 50, in version 2 100"),
        field("width", &Config::width, between(0, 4096),
              "channels at side 4; each doubling of the side halves them; 0: as published, 512, in "
              "version 2 256"),
        field("statistics", &Config::statistics, "of the batch norms when sampling"),
    };
  }
};

/// The generator of the thesis "Energy models" (Perkins 2021): a 4x4 transposed convolution, then
/// 5x5 ones of stride 2 that double the side, with batch norm and leaky ReLU 0.01 between and tanh
/// at the end. Published for side 32 (v1: latent 50, width 512; v2: latent 100, width 256).
GeneratorSpec make(const Config& config, ImageShape shape) {
  need_made_side("thesis_generator", shape, {16, 32, 64});
  const int64_t latent = config.latent > 0 ? config.latent : config.version == 1 ? 50 : 100;
  int64_t channels = config.width > 0 ? config.width : config.version == 1 ? 512 : 256;
  Layers layers{TransposedConv{latent, channels, 4}};
  for (int64_t side = 4; side < shape.side; side *= 2) {
    layers.push_back(BatchNorm{.channels = channels, .sampling = config.statistics});
    layers.push_back(LeakyRelu{0.01});
    const int64_t next =
        2 * side == shape.side ? shape.channels : std::max<int64_t>(channels / 2, 1);
    layers.push_back(TransposedConv{channels, next, 5, 2, 2, 1});
    channels = next;
  }
  layers.push_back(Tanh{});
  return {.layers = layers, .latent = latent};
}

}  // namespace

GeneratorNets::Entry thesis_generator() {
  return entry("thesis_generator", "transposed convolutions 4x4, 5x5, sides 16, 32, 64 (thesis)",
               make);
}

}  // namespace coopbench

#include "generators/generator.h"

namespace coopbench {
namespace {

struct Config {
  int64_t latent = 64, width = 64;
  static auto fields() {
    return std::tuple{field("latent", &Config::latent, between(1, 4096), "dimension of z"),
                      field("width", &Config::width, between(1, 1024), "channels of all blocks")};
  }
};

/// A small generator of this project: a 4x4 transposed convolution, then residual blocks of two 3x3
/// convolutions, each behind a doubling of the side, and a 3x3 convolution with tanh. No norms, so
/// that each image is made by itself.
GeneratorSpec make(const Config& config, ImageShape shape) {
  need_made_side("residual_generator", shape, {16, 32, 64});
  const int64_t w = config.width;
  Layers layers{TransposedConv{config.latent, w, 4}};
  for (int64_t side = 4; side < shape.side; side *= 2) {
    layers.emplace_back(Upsample{2});
    layers.emplace_back(
        Residual{.branch = {Relu{}, Conv{w, w, 3, 1, 1, 1}, Relu{}, Conv{w, w, 3, 1, 1, 1}}});
  }
  layers.emplace_back(Relu{});
  layers.emplace_back(Conv{w, shape.channels, 3, 1, 1, 1});
  layers.emplace_back(Tanh{});
  return {.layers = layers, .latent = config.latent};
}

}  // namespace

GeneratorNets::Entry residual_generator() {
  return entry("residual_generator", "residual blocks without norms, sides 16, 32, 64", make);
}

}  // namespace coopbench

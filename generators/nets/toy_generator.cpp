#include "generators/generator.h"

namespace coopbench {
namespace {

struct Config {
  int64_t latent = 2;
  std::vector<int64_t> widths = {64, 64, 64};
  static auto fields() {
    return std::tuple{
        field("latent", &Config::latent, between(1, 4096), "dimension of z"),
        field("widths", &Config::widths, between(1, 4096), "hidden units of each layer")};
  }
};

/// A multilayer perceptron from latents to points of the plane; its output is not bounded.
GeneratorSpec make(const Config& config, ImageShape shape) {
  need_made_side("toy_generator", shape, {1});
  Layers layers;
  int64_t units = config.latent;
  for (const int64_t width : config.widths) {
    layers.push_back(Linear{units, width});
    layers.push_back(LeakyRelu{0.05});
    units = width;
  }
  layers.push_back(Linear{units, shape.channels});
  return {.layers = layers, .latent = config.latent};
}

}  // namespace

GeneratorNets::Entry toy_generator() {
  return entry("toy_generator", "multilayer perceptron to points of the plane, side 1", make);
}

}  // namespace coopbench

#include "ebm/energy.h"
#include "ebm/nets/halving_convs.h"

namespace coopbench {
namespace {

struct Config {
  int64_t version = 2, n_f = 64;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{field("version", &Config::version, between(1, 2),
                            "1: as published in January 2021, 2: in February"),
                      field("n_f", &Config::n_f, between(1, 4096),
                            "channels of the first layer; the next ones double them"),
                      spectral_norm_field<Config>()};
  }
};

/// Three convolutions and a fully connected layer.
Layers first_version(ImageShape shape, int64_t n_f) {
  constexpr double slope = 0.01;
  Layers layers{Conv{shape.channels, n_f, 5, 2, 1, 1}, LeakyRelu{slope},
                Conv{n_f, 2 * n_f, 3, 2, 1, 1},        LeakyRelu{slope},
                Conv{2 * n_f, 4 * n_f, 3, 1, 1, 1},    LeakyRelu{slope}};
  layers.push_back(Linear{shape_after(layers, shape).numbers(), 1});
  return layers;
}

/// The descriptor of the thesis "Energy models" (Perkins 2021), published for side 32 and n_f 64;
/// the second version has the layers of `short_run`. Spectral norm is of all layers. The thesis
/// writes f = -U.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("thesis_descriptor", shape, {16, 28, 32, 64});
  Layers layers = config.version == 1 ? first_version(shape, config.n_f)
                                      : halving_convs(shape, config.n_f, 0.2);
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm), .sign = -1};
}

}  // namespace

EnergyNets::Entry thesis_descriptor() {
  return entry("thesis_descriptor",
               "convolutions, with a fully connected layer in version 1, sides 16, 28, 32, 64 "
               "(thesis)",
               make);
}

}  // namespace coopbench

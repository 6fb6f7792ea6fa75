#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 64, outputs = 100;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{field("n_f", &Config::n_f, between(1, 4096),
                            "channels of the first layer; each halving doubles them"),
                      field("outputs", &Config::outputs, between(1, 4096),
                            "outputs of the last layer; f is their sum"),
                      spectral_norm_field<Config>()};
  }
};

/// The MNIST descriptor of the published CoopNets code (Xie et al. 2018, "Cooperative Training of
/// Descriptor and Generator Networks"): three 4x4 convolutions of stride 2 (SAME padding), fully
/// connected to 100 outputs whose sum is f. U is -f here; the reference Gaussian's term belongs to
/// the step rule `reference`. Published for side 28; the last layer follows from the side.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("coopnets_mnist_descriptor", shape, {16, 28, 32});
  Layers layers;
  ImageShape now = shape;
  for (const int64_t channels : {config.n_f, 2 * config.n_f, 4 * config.n_f}) {
    layers.push_back(same_conv(now.channels, channels, 4, 2, now.side));
    now = shape_after(layers.back(), now);
    layers.push_back(LeakyRelu{0.2});
  }
  layers.push_back(Linear{now.numbers(), config.outputs});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm),
          .sign = -1,
          .initial = NormalWeights{.conv = 0.01, .transposed_conv = 0.005}};
}

}  // namespace

EnergyNets::Entry coopnets_mnist_descriptor() {
  return entry("coopnets_mnist_descriptor",
               "three convolutions and a fully connected layer, sides 16, 28, 32 (CoopNets)", make);
}

}  // namespace coopbench

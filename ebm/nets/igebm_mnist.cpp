#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 64;
  bool spectral_norm = true;
  static auto fields() {
    return std::tuple{field("n_f", &Config::n_f, between(1, 4096),
                            "channels of the first two layers; each further halving doubles them"),
                      field("spectral_norm", &Config::spectral_norm, anything(),
                            "divide the first fully connected weight by its largest singular "
                            "value (Miyato et al. 2018), as published")};
  }
};

/// The MNIST net of Du and Mordatch 2019, "Implicit Generation and Modeling with Energy-Based
/// Models" (openai/ebm_code_release, models.py, MnistNet), unconditional: a 3x3 convolution, three
/// 4x4 ones of stride 2 (SAME padding), and two fully connected layers. Published for side 28.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("igebm_mnist", shape, {16, 28, 32});
  Layers layers;
  ImageShape now = shape;
  const auto add = [&](int64_t channels, int64_t kernel, int64_t stride) {
    layers.push_back(same_conv(now.channels, channels, kernel, stride, now.side));
    now = shape_after(layers.back(), now);
    layers.push_back(LeakyRelu{0.2});
  };
  add(config.n_f, 3, 1);
  add(config.n_f, 4, 2);
  add(2 * config.n_f, 4, 2);
  add(4 * config.n_f, 4, 2);
  layers.push_back(Linear{now.numbers(), 2 * config.n_f, config.spectral_norm});
  layers.push_back(LeakyRelu{0.2});
  layers.push_back(Linear{2 * config.n_f, 1});
  return {.layers = layers, .initial = XavierWeights{}};
}

}  // namespace

EnergyNets::Entry igebm_mnist() {
  return entry("igebm_mnist",
               "four convolutions and two fully connected layers, sides 16, 28, 32 (IGEBM)", make);
}

}  // namespace coopbench

#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 32;
  double slope = 0.05;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{
        field("n_f", &Config::n_f, between(1, 4096),
              "channels of the first layer; each halving doubles them"),
        field("slope", &Config::slope, between(0, 1), "slope of the leaky ReLU below 0"),
        spectral_norm_field<Config>()};
  }
};

/// The vanilla net of Nijkamp et al. 2020, "On the Anatomy of MCMC-Based Maximum Likelihood
/// Learning of Energy-Based Models": a 3x3 convolution, halvings by 4x4 convolutions of stride 2
/// until the side is at most 4 or odd, and one convolution over what is left. At side 32 these are
/// the published layers.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("anatomy_vanilla", shape, {16, 28, 32, 64});
  Layers layers{Conv{shape.channels, config.n_f, 3, 1, 1, 1}, LeakyRelu{config.slope}};
  int64_t channels = config.n_f, side = shape.side;
  for (; side > 4 && side % 2 == 0; side /= 2, channels *= 2) {
    layers.push_back(Conv{channels, 2 * channels, 4, 2, 1, 1});
    layers.push_back(LeakyRelu{config.slope});
  }
  layers.push_back(Conv{channels, 1, side});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm)};
}

}  // namespace

EnergyNets::Entry anatomy_vanilla() {
  return entry("anatomy_vanilla",
               "convolutions only, sides 16, 28, 32, 64 (EBM anatomy; with slope 0.2 short-run)",
               make);
}

}  // namespace coopbench

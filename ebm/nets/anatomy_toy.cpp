#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  std::vector<int64_t> widths = {32, 64, 64, 64};
  double slope = 0.05;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{
        field("widths", &Config::widths, between(1, 4096), "hidden units of each layer"),
        field("slope", &Config::slope, between(0, 1), "slope of the leaky ReLU below 0"),
        spectral_norm_field<Config>()};
  }
};

/// The toy net of Nijkamp et al. 2020: 1x1 convolutions 2-32-64-64-64-1, a multilayer perceptron on
/// points.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("anatomy_toy", shape, {1});
  Layers layers;
  int64_t channels = shape.channels;
  for (const int64_t width : config.widths) {
    layers.push_back(Conv{channels, width, 1});
    layers.push_back(LeakyRelu{config.slope});
    channels = width;
  }
  layers.push_back(Conv{channels, 1, 1});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm)};
}

}  // namespace

EnergyNets::Entry anatomy_toy() {
  return entry("anatomy_toy", "multilayer perceptron on points of the plane, side 1 (EBM anatomy)",
               make);
}

}  // namespace coopbench

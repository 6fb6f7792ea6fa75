#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 64, outputs = 100;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{field("n_f", &Config::n_f, between(1, 4096),
                            "channels of the first layer; the next ones double them"),
                      field("outputs", &Config::outputs, between(1, 4096),
                            "outputs of the last layer; f is their sum"),
                      spectral_norm_field<Config>()};
  }
};

/// The scene descriptor of the published CoopNets code (Xie et al. 2018, "Cooperative Training of
/// Descriptor and Generator Networks"): convolutions 5x5 of stride 2, 3x3 of stride 2, 3x3 (SAME
/// padding), fully connected to 100 outputs whose sum is f. U is -f here; the reference Gaussian's
/// term belongs to the step rule `reference`. Published for side 64; the last layer follows from
/// the side.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("coopnets_scene_descriptor", shape, {16, 32, 64});
  Layers layers;
  ImageShape now = shape;
  struct Step {
    int64_t channels, kernel, stride;
  };
  for (const Step& step :
       {Step{config.n_f, 5, 2}, Step{2 * config.n_f, 3, 2}, Step{4 * config.n_f, 3, 1}}) {
    layers.push_back(same_conv(now.channels, step.channels, step.kernel, step.stride, now.side));
    now = shape_after(layers.back(), now);
    layers.push_back(LeakyRelu{0.2});
  }
  layers.push_back(Linear{now.numbers(), config.outputs});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm),
          .sign = -1,
          .initial = NormalWeights{.conv = 0.01, .transposed_conv = 0.005}};
}

}  // namespace

EnergyNets::Entry coopnets_scene_descriptor() {
  return entry("coopnets_scene_descriptor",
               "three convolutions and a fully connected layer, sides 16, 32, 64 (CoopNets)", make);
}

}  // namespace coopbench

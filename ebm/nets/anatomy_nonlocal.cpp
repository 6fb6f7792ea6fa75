#include "ebm/energy.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 32;
  double slope = 0.05;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{
        field("n_f", &Config::n_f, between(2, 4096),
              "channels of the first layer; each halving doubles them"),
        field("slope", &Config::slope, between(0, 1), "slope of the leaky ReLU below 0"),
        spectral_norm_field<Config>()};
  }
};

/// The non-local net of Nijkamp et al. 2020, "On the Anatomy of MCMC-Based Maximum Likelihood
/// Learning of Energy-Based Models": 3x3 convolutions with max pooling, a non-local block behind
/// the first two, and two fully connected layers. Published for side 32; the first of these follows
/// from the side.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("anatomy_nonlocal", shape, {16, 32, 64});
  const LeakyRelu leaky{config.slope};
  const int64_t n_f = config.n_f;
  Layers layers;
  int64_t from = shape.channels;
  for (const int64_t to : {n_f, 2 * n_f, 4 * n_f}) {
    if (!layers.empty()) layers.push_back(NonLocal{from});
    layers.insert(layers.end(), {Conv{from, to, 3, 1, 1, 1}, leaky, MaxPool{2}});
    from = to;
  }
  layers.insert(layers.end(),
                {Linear{shape_after(layers, shape).numbers(), 8 * n_f}, leaky, Linear{8 * n_f, 1}});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm)};
}

}  // namespace

EnergyNets::Entry anatomy_nonlocal() {
  return entry("anatomy_nonlocal",
               "convolutions with non-local blocks, sides 16, 32, 64 (EBM anatomy)", make);
}

}  // namespace coopbench

#include "ebm/energy.h"
#include "ebm/nets/halving_convs.h"

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
  return {.layers = with_spectral_norm(halving_convs(shape, config.n_f, config.slope),
                                       config.spectral_norm)};
}

}  // namespace

EnergyNets::Entry anatomy_vanilla() {
  return entry("anatomy_vanilla",
               "convolutions only, slope 0.05, sides 16, 28, 32, 64 (EBM anatomy)", make);
}

}  // namespace coopbench

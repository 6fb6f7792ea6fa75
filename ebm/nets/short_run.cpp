#include "ebm/energy.h"
#include "ebm/nets/halving_convs.h"

namespace coopbench {
namespace {

struct Config {
  int64_t n_f = 64;
  double slope = 0.2;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{
        field("n_f", &Config::n_f, between(1, 4096),
              "channels of the first layer; each halving doubles them"),
        field("slope", &Config::slope, between(0, 1), "slope of the leaky ReLU below 0"),
        spectral_norm_field<Config>()};
  }
};

/// The net of Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent Short-Run MCMC Toward
/// Energy-Based Model": the layers of `anatomy_vanilla`, wider and with slope 0.2. The paper writes
/// f = -U.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("short_run", shape, {16, 28, 32, 64});
  return {.layers = with_spectral_norm(halving_convs(shape, config.n_f, config.slope),
                                       config.spectral_norm),
          .sign = -1};
}

}  // namespace

EnergyNets::Entry short_run() {
  return entry("short_run", "convolutions only, slope 0.2, sides 16, 28, 32, 64 (short-run)", make);
}

}  // namespace coopbench

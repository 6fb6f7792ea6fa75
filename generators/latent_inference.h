#pragma once

#include "generators/generator.h"

namespace coopbench {

struct InferenceConfig {
  int64_t steps = 0;
  double step_size = 0.1;
  bool divide_by_chains = false;
  static auto fields() {
    return std::tuple{
        field("steps", &InferenceConfig::steps, at_least(0),
              "Langevin steps on z before the generator learns; 0: none"),
        field("step_size", &InferenceConfig::step_size, above(0),
              "s; the noise has standard deviation s"),
        field("divide_by_chains", &InferenceConfig::divide_by_chains, anything(),
              "as the published code: the gradient of the misfit's mean over chains in place of "
              "each chain's own"),
    };
  }
};

/// Langevin dynamics on the latents given images x [n, C, H, W] (Xie et al. 2018, equation 13):
/// z <- z - s^2/2 * (z + grad_z |x - G(z)|^2 / (2 sigma^2)) + s * xi, from z [n, latent]. The
/// generator keeps its weights and statistics. Without steps it returns z.
torch::Tensor infer_latent(const Generator& generator, const torch::Tensor& z,
                           const torch::Tensor& x, const InferenceConfig& config, double sigma,
                           const Stream& stream);

}  // namespace coopbench

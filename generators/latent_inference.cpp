#include "generators/latent_inference.h"

#include <torch/autograd.h>

namespace coopbench {

torch::Tensor infer_latent(const Generator& generator, const torch::Tensor& z,
                           const torch::Tensor& x, const InferenceConfig& config, double sigma,
                           const Stream& stream) {
  if (config.steps == 0) return z;
  const FrozenWeights frozen(generator.network().trained());
  const double s = config.step_size;
  const double share = config.divide_by_chains ? 1 / static_cast<double>(z.size(0)) : 1;
  torch::Tensor now = z.detach();
  for (int64_t k = 0; k < config.steps; ++k) {
    const torch::Tensor place = now.detach().requires_grad_(true);
    const torch::Tensor misfit = (x - generator.sample(place)).square().sum() / (2 * sigma * sigma);
    const torch::Tensor prior = place.square().sum() / 2;
    const torch::Tensor gradient = torch::autograd::grad({share * misfit + prior}, {place})[0];
    now = now - s * s / 2 * gradient + s * normal(stream, z.sizes(), k);
  }
  return now;
}

}  // namespace coopbench

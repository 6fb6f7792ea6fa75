#include "generators/generator.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace coopbench {

void need_made_side(const std::string& net, ImageShape shape, const std::vector<int64_t>& sides) {
  if (std::find(sides.begin(), sides.end(), shape.side) == sides.end())
    throw UserError(
        fmt::format("{} makes images of side {}, not {}", net, fmt::join(sides, ", "), shape.side));
}

Generator::Generator(const GeneratorSpec& spec, uint64_t seed)
    : network_(std::make_shared<Network>(
          spec.layers, spec.initial, Stream{.seed = seed, .purpose = Purpose::generator_weights})),
      latent_(spec.latent) {}

torch::Tensor Generator::sample(const torch::Tensor& z) const {
  return network_->forward(z.unsqueeze(-1).unsqueeze(-1));
}

torch::Tensor Generator::teach(const torch::Tensor& z) {
  return network_->forward_teaching(z.unsqueeze(-1).unsqueeze(-1));
}

torch::Tensor Generator::latents(const Stream& stream, int64_t n) const {
  return normal(stream, {n, latent_});
}

}  // namespace coopbench

#include "ebm/energy.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace coopbench {

void need_side(const std::string& net, ImageShape shape, const std::vector<int64_t>& sides) {
  if (std::find(sides.begin(), sides.end(), shape.side) == sides.end())
    throw UserError(
        fmt::format("{} takes images of side {}, not {}", net, fmt::join(sides, ", "), shape.side));
}

bool couples_images(const Energy& energy) {
  return energy.layered() != nullptr &&
         batch_norm_mode(energy.layered()->network().layers()) == "batch";
}

NetworkEnergy::NetworkEnergy(const EnergySpec& spec, uint64_t seed)
    : network_(std::make_shared<Network>(spec.layers, spec.initial,
                                         Stream{.seed = seed, .purpose = Purpose::energy_weights})),
      sign_(spec.sign) {}

torch::Tensor NetworkEnergy::forward(const torch::Tensor& x) const {
  return sign_ * network_->forward(x).flatten(1).sum(1);
}

}  // namespace coopbench

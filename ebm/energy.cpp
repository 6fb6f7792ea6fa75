#include "ebm/energy.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace coopbench {
namespace {

const Layers& without_batch_norm(const Layers& layers) {
  if (batch_norm_mode(layers) != "none")
    throw UserError(
        "an energy net takes no batch norm: statistics of the batch would tie its chains to each "
        "other, running ones would never be learned; use spectral norm instead");
  return layers;
}

}  // namespace

void need_side(const std::string& net, ImageShape shape, const std::vector<int64_t>& sides) {
  if (std::find(sides.begin(), sides.end(), shape.side) == sides.end())
    throw UserError(
        fmt::format("{} takes images of side {}, not {}", net, fmt::join(sides, ", "), shape.side));
}

namespace {

/// An energy with one set of weights.
class Constant : public Frozen {
 public:
  explicit Constant(const Energy& energy) : energy_(energy) {}
  torch::Tensor forward(const torch::Tensor& x, int64_t) const override {
    return energy_.forward(x);
  }

 private:
  const Energy& energy_;
};

}  // namespace

std::shared_ptr<const Frozen> Energy::freeze(int64_t) const {
  return std::make_shared<Constant>(*this);
}

NetworkEnergy::NetworkEnergy(const EnergySpec& spec, uint64_t seed)
    : network_(std::make_shared<Network>(without_batch_norm(spec.layers), spec.initial,
                                         Stream{.seed = seed, .purpose = Purpose::energy_weights})),
      sign_(spec.sign) {}

torch::Tensor NetworkEnergy::forward(const torch::Tensor& x) const {
  return sign_ * network_->forward(x).flatten(1).sum(1);
}

std::shared_ptr<const Frozen> NetworkEnergy::freeze(int64_t steps) const {
  return std::make_shared<FrozenNet>(*network_, sign_, steps);
}

void NetworkEnergy::take_on(const Frozen& frozen) {
  if (frozen.layered() != nullptr) network_->take_on(frozen.layered()->network());
}

}  // namespace coopbench

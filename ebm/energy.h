#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

#include "core/table.h"
#include "ebm/frozen.h"

namespace coopbench {

/// The energy U of an energy-based model p(x) ~ exp(-U(x)): low is likely.
struct Energy {
  virtual ~Energy() = default;
  /// [n, C, H, W] -> [n]
  virtual torch::Tensor forward(const torch::Tensor& x) const = 0;
  /// What chains see of it for so many steps; the energy stays as it is.
  virtual std::shared_ptr<const Frozen> freeze(int64_t steps) const;
  /// Takes over what those steps changed, before the energy update: where power iterations of
  /// spectral norm have come to.
  virtual void take_on(const Frozen& /*frozen*/) {}
  /// The weights that the energy update trains.
  virtual std::vector<torch::Tensor> trained() const { return {}; }

  virtual Archive save() const { return {}; }
  virtual void load(const Archive& /*archive*/) {}
};

/// An energy network as data: U is `sign` times the sum of what the layers put out.
/// Papers that write f = -U for the output have sign -1.
struct EnergySpec {
  Layers layers;
  double sign = 1;
  InitialWeights initial = {};
};

/// The energy nets: each makes its layers for an image shape, or throws UserError that names the
/// sides it takes.
using EnergyNets = Table<EnergySpec(ImageShape)>;
EnergyNets energy_nets();

/// Throws UserError when `side` is not in `sides`: "<net> takes images of side ...".
void need_side(const std::string& net, ImageShape shape, const std::vector<int64_t>& sides);

/// The setting `spectral_norm` of a net.
template <class Config>
auto spectral_norm_field() {
  return field("spectral_norm", &Config::spectral_norm, anything(),
               "divide weights by their largest singular value, one power iteration a step "
               "(Miyato et al. 2018)");
}

/// A network with its weights.
class NetworkEnergy : public Energy {
 public:
  /// Initial weights follow from the seed alone. Throws UserError for layers with a batch norm.
  NetworkEnergy(const EnergySpec& spec, uint64_t seed);

  torch::Tensor forward(const torch::Tensor& x) const override;
  std::shared_ptr<const Frozen> freeze(int64_t steps) const override;
  void take_on(const Frozen& frozen) override;
  std::vector<torch::Tensor> trained() const override { return network_->trained(); }

  const Network& network() const { return *network_; }
  /// U = sign * sum of the network's outputs.
  double sign() const { return sign_; }

  Archive save() const override { return network_->archive(); }
  void load(const Archive& archive) override { network_->restore(archive); }

 private:
  std::shared_ptr<Network> network_;
  double sign_;
};

}  // namespace coopbench

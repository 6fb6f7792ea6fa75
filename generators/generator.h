#pragma once

#include <memory>

#include "core/table.h"
#include "networks/network.h"

namespace coopbench {

/// A generator network as data: latents enter as [n, latent, 1, 1].
struct GeneratorSpec {
  Layers layers;
  int64_t latent;
  InitialWeights initial = {};
};

/// The generator nets: each makes its layers for an image shape, or throws UserError that names the
/// sides it makes.
using GeneratorNets = Table<GeneratorSpec(ImageShape)>;
GeneratorNets generator_nets();

/// Throws UserError when `side` is not in `sides`: "<net> makes images of side ...".
void need_made_side(const std::string& net, ImageShape shape, const std::vector<int64_t>& sides);

/// G: latents z ~ N(0, I) to images.
class Generator {
 public:
  /// Initial weights follow from the seed alone.
  Generator(const GeneratorSpec& spec, uint64_t seed);

  /// z [n, latent] -> [n, C, H, W] with the batch norms' sampling statistics; changes no state.
  torch::Tensor sample(const torch::Tensor& z) const;
  /// The same with batch statistics, which go into the running ones.
  torch::Tensor teach(const torch::Tensor& z);

  /// n latents from the standard normal law, [n, latent].
  torch::Tensor latents(const Stream& stream, int64_t n) const;

  const Network& network() const { return *network_; }
  Network& network() { return *network_; }
  int64_t latent() const { return latent_; }

 private:
  std::shared_ptr<Network> network_;
  int64_t latent_;
};

}  // namespace coopbench

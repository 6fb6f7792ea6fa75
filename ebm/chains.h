#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "networks/layers.h"

namespace coopbench {

/// A spring from each chain to a point: adds precision * |x - at|^2 / 2 to its true energy.
struct Anchor {
  torch::Tensor at;         ///< [n, C, H, W]
  torch::Tensor precision;  ///< [n], 1 / sigma^2; 0 for a chain that is free
};

/// Chains, from their draw to what a method makes of their ends: where they are, and where they
/// came from. Each tensor has a row a chain.
struct Chains {
  torch::Tensor x;                            ///< [n, C, H, W]
  std::optional<torch::Tensor> rows = {};     ///< of a bank or of the training images, int64 [n]
  std::optional<torch::Tensor> latents = {};  ///< of a generator, [n, latent]
  /// Rounds of K steps that made the states where they start, int64 [n]; 0: fresh.
  std::optional<torch::Tensor> ages = {};
  std::optional<Anchor> anchor = {};

  int64_t size() const { return x.size(0); }
  /// Chains first to end - 1.
  Chains slice(int64_t first, int64_t end) const;
  /// The same chains in another place.
  Chains at(torch::Tensor place) const;
};

/// Chains one behind the other. A chain of a part that lacks what another has gets row -1, latents
/// of 0, age 0 and an anchor of precision 0. Throws UserError for latents of different sizes.
Chains joined(const std::vector<Chains>& parts);

/// Of images [n, C, H, H].
inline ImageShape shape_of(const torch::Tensor& x) { return {x.size(1), x.size(2)}; }

/// Where K steps took the chains.
struct Ends {
  Chains chains;  ///< detached, with where they came from
  double r = 0;   ///< average gradient magnitude: mean over steps and chains of the drift's L2 norm
  int64_t gradients = 0;  ///< chains x gradient calls
  /// What the step rule counts, such as "accepted": the share of the chains at each step, [K].
  std::map<std::string, std::vector<double>> shares = {};
  /// Where they were before the last step, [n, C, H, W]; of samplers that say so.
  std::optional<torch::Tensor> before = {};
};

/// Ends of parts of the chains as those of all.
Ends joined(const std::vector<Ends>& parts);

}  // namespace coopbench

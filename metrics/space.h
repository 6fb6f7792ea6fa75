#pragma once

#include <torch/types.h>

#include <functional>

#include "core/table.h"

namespace coopbench {

/// A feature space.
struct Space {
  /// Takes samples, images [n,C,H,W] in [-1,1] or points [n,D], to features [n,F], each row by
  /// itself. Throws std::invalid_argument for samples that it can't take.
  std::function<torch::Tensor(const torch::Tensor& samples)> map;
  /// It depends on the real samples, so that those and generated ones of the same law are not
  /// exchangeable in it, and no permutation of them gives a valid p-value.
  bool fitted = false;

  torch::Tensor operator()(const torch::Tensor& samples) const { return map(samples); }
};

/// The space, which keeps the features of every tensor that it has mapped while it lives itself.
/// Not for several threads at once.
Space remembering(Space space);

/// Made for the real samples, which a space may be fitted to.
using Spaces = Table<Space(const torch::Tensor& real)>;

/// The feature spaces that have a name.
const Spaces& spaces();

}  // namespace coopbench

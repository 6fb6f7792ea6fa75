#pragma once

#include "core/stream.h"
#include "networks/layers/layer.h"

namespace coopbench {

/// Spectral normalisation of a weight (Miyato et al. 2018, "Spectral Normalization for Generative
/// Adversarial Networks"), as PyTorch's torch.nn.utils.spectral_norm: layers take W / sigma, where
/// sigma = u' W v nears the largest singular value of W as a matrix [outputs, rest].
struct SpectralNorm {
  torch::Tensor u, v;       ///< [outputs] and [rest], of length 1
  bool transposed = false;  ///< the weight is [in, outputs, ...] in place of [outputs, ...]

  /// The weight as [outputs, rest].
  torch::Tensor matrix(const torch::Tensor& weight) const;
  /// A number, with its gradient at the weight; u and v count as constants.
  torch::Tensor sigma(const torch::Tensor& weight) const;
};

/// u and v with random directions; each takes the next chain number of the stream.
SpectralNorm initial_spectral_norm(const WeightSpec& spec, Stream& numbers);

/// One power iteration on a matrix: v = W'u / |W'u|, then u = W v / |W v|. Returns sigma. A matrix
/// of zeros has sigma 0.
double power_iteration(SpectralNorm& norm, const torch::Tensor& matrix);

}  // namespace coopbench

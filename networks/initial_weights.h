#pragma once

#include <optional>

#include "core/stream.h"
#include "networks/layers/layer.h"

namespace coopbench {

/// How weights begin.
/// Without a value as in PyTorch: weights and biases uniform in +-1/sqrt(fan in).
/// Else weights are normal with these standard deviations, biases 0.
struct NormalWeights {
  double conv, transposed_conv;
};
using InitialWeights = std::optional<NormalWeights>;

/// A tensor as it begins. Each that begins random, or as a bias, takes the next chain number of the
/// stream.
torch::Tensor initial_weight(const WeightSpec& spec, const InitialWeights& initial,
                             Stream& numbers);

}  // namespace coopbench

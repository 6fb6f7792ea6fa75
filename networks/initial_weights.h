#pragma once

#include <variant>

#include "core/stream.h"
#include "networks/layers/layer.h"

namespace coopbench {

/// Weights and biases uniform in +-1/sqrt(fan in).
struct PyTorchWeights {};
/// Weights normal with these standard deviations, biases 0.
struct NormalWeights {
  double conv, transposed_conv;
};
/// Weights uniform in +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010, equation 16), those
/// behind spectral norm standard normal, biases 0: openai/ebm_code_release, utils.py, get_weight.
struct XavierWeights {};

/// How weights begin.
using InitialWeights = std::variant<PyTorchWeights, NormalWeights, XavierWeights>;

/// A tensor as it begins. Each that begins random, or as a bias, takes the next chain number of the
/// stream.
torch::Tensor initial_weight(const WeightSpec& spec, const InitialWeights& initial,
                             Stream& numbers);

}  // namespace coopbench

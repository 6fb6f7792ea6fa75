#include "networks/initial_weights.h"

#include <cmath>

namespace coopbench {

torch::Tensor initial_weight(const WeightSpec& spec, const InitialWeights& initial,
                             Stream& numbers) {
  if (spec.begins == Begins::zeros) return torch::zeros(spec.sizes);
  if (spec.begins == Begins::ones) return torch::ones(spec.sizes);
  const Stream own = numbers;
  ++numbers.first_chain;
  const int64_t count = c10::multiply_integers(spec.sizes);
  if (!initial) {
    const double bound = 1 / std::sqrt(static_cast<double>(spec.fan_in));
    return uniform(own, {1, count}, -bound, bound).reshape(spec.sizes);
  }
  if (spec.begins == Begins::bias) return torch::zeros(spec.sizes);
  const double deviation = spec.transposed ? initial->transposed_conv : initial->conv;
  return (normal(own, {1, count}) * deviation).reshape(spec.sizes);
}

}  // namespace coopbench

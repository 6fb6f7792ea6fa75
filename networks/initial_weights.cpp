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
  const auto within = [&](double bound) {
    return uniform(own, {1, count}, -bound, bound).reshape(spec.sizes);
  };
  const auto of_deviation = [&](double deviation) {
    return (normal(own, {1, count}) * deviation).reshape(spec.sizes);
  };
  const auto fan_in = static_cast<double>(spec.fan_in);
  if (std::holds_alternative<PyTorchWeights>(initial)) return within(1 / std::sqrt(fan_in));
  if (spec.begins == Begins::bias) return torch::zeros(spec.sizes);
  if (const auto* deviations = std::get_if<NormalWeights>(&initial))
    return of_deviation(spec.transposed ? deviations->transposed_conv : deviations->conv);
  if (spec.spectral_norm) return of_deviation(1);
  const auto fan_out = static_cast<double>(count / spec.sizes.at(1));
  return within(std::sqrt(6 / (fan_in + fan_out)));
}

}  // namespace coopbench

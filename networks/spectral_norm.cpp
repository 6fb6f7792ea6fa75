#include "networks/spectral_norm.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr double epsilon = 1e-12;

Tensor normalised(const Tensor& vector) { return vector / vector.norm().clamp_min(epsilon); }

}  // namespace

Tensor SpectralNorm::matrix(const Tensor& weight) const {
  return (transposed ? weight.transpose(0, 1) : weight).flatten(1);
}

Tensor SpectralNorm::sigma(const Tensor& weight) const { return u.dot(matrix(weight).mv(v)); }

SpectralNorm initial_spectral_norm(const WeightSpec& spec, Stream& numbers) {
  const auto random = [&](int64_t count) {
    const Stream own = numbers;
    ++numbers.first_chain;
    return normalised(normal(own, {1, count})[0]);
  };
  const int64_t outputs = spec.sizes[spec.transposed ? 1 : 0];
  const Tensor u = random(outputs), v = random(c10::multiply_integers(spec.sizes) / outputs);
  return {u, v, spec.transposed};
}

double power_iteration(SpectralNorm& norm, const Tensor& matrix) {
  norm.v = normalised(matrix.t().mv(norm.u));
  const Tensor image = matrix.mv(norm.v);
  norm.u = normalised(image);
  return norm.u.dot(image).item<double>();
}

}  // namespace coopbench

#include "experiments/trained/lines.h"

namespace coopbench {
namespace {

using torch::Tensor;

Tensor linear(const Tensor& from, const Tensor& to, double share) {
  return (1 - share) * from + share * to;
}

Tensor spherical(const Tensor& from, const Tensor& to, double share) {
  const Tensor a = from.flatten(1).to(torch::kFloat64), b = to.flatten(1).to(torch::kFloat64);
  const Tensor lengths = a.norm(2, 1) * b.norm(2, 1);
  const Tensor angle = ((a * b).sum(1) / lengths.clamp_min(1e-300)).clamp(-1, 1).acos(),
               sine = angle.sin();
  const Tensor arc = (((1 - share) * angle).sin() / sine).unsqueeze(1) * a +
                     ((share * angle).sin() / sine).unsqueeze(1) * b;
  const Tensor place = torch::where((sine > 1e-6).unsqueeze(1), arc, linear(a, b, share));
  return place.to(from.scalar_type()).reshape(from.sizes());
}

}  // namespace

std::vector<Tensor> lines(const Tensor& from, const Tensor& to, int64_t points, LineKind kind) {
  std::vector<Tensor> places{from};
  for (int64_t i = 1; i + 1 < points; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points - 1);
    places.push_back(kind == LineKind::linear ? linear(from, to, share)
                                              : spherical(from, to, share));
  }
  places.push_back(to);
  return places;
}

}  // namespace coopbench

#include "ebm/bounds.h"

#include "ebm/step_factors.h"

namespace coopbench {

using torch::Tensor;

Tensor within(const Tensor& x, double low, double high, std::vector<Tensor>& counts) {
  if (low == -StepFactors::none && high == StepFactors::none) return x;
  counts.push_back(((x < low) | (x > high)).flatten(1).to(torch::kFloat64).mean(1));
  return x.clamp(low, high);
}

Tensor within_norm(const Tensor& x, double bound, std::vector<Tensor>& counts) {
  if (bound == StepFactors::none) return x;
  const Tensor norm = x.flatten(1).norm(2, 1);
  counts.push_back(norm > bound);
  return x * (bound / norm.clamp_min(bound)).reshape({-1, 1, 1, 1});
}

}  // namespace coopbench

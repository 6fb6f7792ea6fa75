#include "ebm/loss.h"

#include <cmath>

namespace coopbench {

bool shorten(std::vector<torch::Tensor>& gradients, double bound) {
  double squares = 0;
  for (const torch::Tensor& gradient : gradients)
    if (gradient.defined()) squares += gradient.square().sum(torch::kFloat64).item<double>();
  const double factor = bound / (std::sqrt(squares) + 1e-6);
  if (!(factor < 1)) return false;
  for (torch::Tensor& gradient : gradients)
    if (gradient.defined()) gradient = gradient * factor;
  return true;
}

}  // namespace coopbench

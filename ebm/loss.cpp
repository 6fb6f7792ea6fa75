#include "ebm/loss.h"

#include <cmath>

namespace coopbench {

double norm(const std::vector<torch::Tensor>& gradients) {
  double squares = 0;
  for (const torch::Tensor& gradient : gradients)
    if (gradient.defined()) squares += gradient.square().sum(torch::kFloat64).item<double>();
  return std::sqrt(squares);
}

void add(std::vector<torch::Tensor>& to, double factor, const std::vector<torch::Tensor>& more) {
  for (size_t w = 0; w < more.size(); ++w)
    if (more[w].defined()) to[w] = to[w].defined() ? to[w] + factor * more[w] : factor * more[w];
}

bool shorten(std::vector<torch::Tensor>& gradients, double bound) {
  const double factor = bound / (norm(gradients) + 1e-6);
  if (!(factor < 1)) return false;
  for (torch::Tensor& gradient : gradients)
    if (gradient.defined()) gradient = gradient * factor;
  return true;
}

}  // namespace coopbench

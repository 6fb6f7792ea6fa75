#include "ebm/step_rule.h"

namespace coopbench {

torch::Tensor Draws::normal(const torch::Tensor& x, int64_t k) const {
  return coopbench::normal(stream_, x.sizes(), k);
}

torch::Tensor Draws::uniform(int64_t k) const {
  return coopbench::uniform(stream_.with(Use::acceptance), {chains_}, 0, 1, k);
}

double Draws::common(double low, double high, int64_t k) const {
  Stream first = stream_.with(Use::common);
  first.first_chain = 0;
  return coopbench::uniform(first, {1}, low, high, k).item<double>();
}

}  // namespace coopbench

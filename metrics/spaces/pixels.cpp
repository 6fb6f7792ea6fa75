#include "metrics/space.h"

namespace coopbench {
namespace {

Space make(const NoSettings&, const torch::Tensor&) {
  return {[](const torch::Tensor& samples) {
    return samples.dim() == 1 ? samples.unsqueeze(1) : samples.flatten(1);
  }};
}

}  // namespace

Spaces::Entry pixels() { return entry("pixels", "the samples as they are", make); }

}  // namespace coopbench

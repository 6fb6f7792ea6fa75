#include "ebm/metropolis.h"

namespace coopbench {

torch::Tensor accept(Walk& walk, const torch::Tensor& to, const EnergyGradient& there,
                     const torch::Tensor& log_ratio, const Draws& draws, int64_t k) {
  torch::Tensor accepted =
      there.energy.isfinite() & (draws.uniform(k).to(torch::kFloat64).log() < log_ratio);
  const torch::Tensor all = accepted.reshape({-1, 1, 1, 1});
  walk.x = torch::where(all, to, walk.x);
  walk.here = EnergyGradient{torch::where(accepted, there.energy, walk.here->energy),
                             torch::where(all, there.gradient, walk.here->gradient)};
  return accepted;
}

}  // namespace coopbench

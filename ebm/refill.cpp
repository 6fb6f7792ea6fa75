#include "ebm/refill.h"

namespace coopbench {

torch::Tensor fresh_ones(const Chains& chains, const Refill& refill, const Stream& stream) {
  const torch::Tensor chance = uniform(stream.with(Use::fresh), {chains.size()}, 0, 1, 1);
  return chance.lt(refill.share).logical_or(chains.ages->gt(refill.most));
}

Chains begun_anew(const Chains& chains, const torch::Tensor& fresh, const Chains& images) {
  Chains mixed = chains.at(torch::where(fresh.view({-1, 1, 1, 1}), images.x, chains.x));
  mixed.ages = chains.ages->masked_fill(fresh, 0);
  if (images.latents)
    mixed.latents = torch::where(fresh.view({-1, 1}), *images.latents, *chains.latents);
  return mixed;
}

}  // namespace coopbench

#pragma once

#include "ebm/chain_start.h"

namespace coopbench {

/// n images of uniform noise in [-1, 1].
torch::Tensor noise_images(const Stream& stream, int64_t n, ImageShape shape);

/// Short-run: chains start at uniform noise in [-1, 1] and their ends are dropped
/// (Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent Short-Run MCMC Toward Energy-Based
/// Model").
class NoiseStart : public ChainStart {
 public:
  explicit NoiseStart(ImageShape shape) : shape_(shape) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override;

 private:
  ImageShape shape_;
};

}  // namespace coopbench

#pragma once

#include "ebm/chain_start.h"

namespace coopbench {

enum class NoiseLaw { uniform, gaussian };
constexpr auto enum_names(NoiseLaw) { return std::array{"uniform", "gaussian"}; }

struct NoiseConfig {
  NoiseLaw law = NoiseLaw::uniform;
  double scale = 1;
  static auto fields() {
    return std::tuple{
        field("law", &NoiseConfig::law, "of the noise, the same in each of its numbers"),
        field("scale", &NoiseConfig::scale, between(1e-6, 1e6),
              "half of the uniform law's width, or the Gaussian's standard deviation"),
    };
  }
};

/// n images of uniform noise in [-1, 1].
torch::Tensor noise_images(const Stream& stream, int64_t n, ImageShape shape);

/// Short-run: chains start at noise around 0 and their ends are dropped (Nijkamp et al. 2019,
/// "Learning Non-Convergent Non-Persistent Short-Run MCMC Toward Energy-Based Model": uniform in
/// [-1, 1]; Nijkamp et al. 2020, "On the Anatomy of MCMC-Based Maximum Likelihood Learning of
/// Energy-Based Models", starts the chains of its toys at a Gaussian).
class NoiseStart : public ChainStart {
 public:
  explicit NoiseStart(ImageShape shape, NoiseConfig config = {}) : shape_(shape), config_(config) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override;

 private:
  ImageShape shape_;
  NoiseConfig config_;
};

}  // namespace coopbench

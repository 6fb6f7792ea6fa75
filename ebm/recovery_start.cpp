#include "ebm/chain_start.h"
#include "ebm/data_rows.h"

namespace coopbench {
namespace {

struct Config {
  double noise_scale = 0.3;
  static auto fields() {
    return std::tuple{field("noise_scale", &Config::noise_scale, between(1e-6, 1e6),
                            "sigma: standard deviation of the noise on the data, and of the law "
                            "that holds each chain to its start")};
  }
};

/// Recovery likelihood of one noise level: data with noise, y = x + sigma * xi, and chains from y
/// on the energy of x given y, U(x) + |x - y|^2 / (2 sigma^2); ends dropped (Gao et al. 2021,
/// "Learning Energy-Based Models by Diffusion Recovery Likelihood", equations 5 and 6). In training
/// x is the positive batch, in evaluations training images of their own.
class RecoveryStart : public ChainStart {
 public:
  RecoveryStart(const Config& config, const StartContext& context)
      : sigma_(config.noise_scale), train_(context.train) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return held(training_images(train_, n, stream), stream);
  }

  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    return held({first_images(batch.noised, n)}, stream);
  }

 private:
  Chains held(const Chains& clean, const Stream& stream) const {
    Chains chains = clean.at(perturb(clean.x, sigma_, stream.with(Use::noise)));
    chains.anchor = Anchor{chains.x, torch::full({chains.size()}, 1 / (sigma_ * sigma_))};
    return chains;
  }

  double sigma_;
  Images train_;
};

std::unique_ptr<ChainStart> make(const Config& config, const StartContext& context) {
  return std::make_unique<RecoveryStart>(config, context);
}

}  // namespace

ChainStarts::Entry recovery_start() {
  return entry("recovery", "recovery likelihood: from noised data, held to it, ends dropped", make);
}

}  // namespace coopbench

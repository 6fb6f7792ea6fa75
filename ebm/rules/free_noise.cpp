#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config {
  double step_size = 1, noise_scale = 0.01;
  static auto fields() {
    return std::tuple{field("step_size", &Config::step_size, above(0), "factor of grad U"),
                      field("noise_scale", &Config::noise_scale, at_least(0),
                            "standard deviation of the noise in data units")};
  }
};

/// x <- x - a * grad U(x) + c * xi: step size and noise chosen apart, the loss not rescaled
/// (Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent Short-Run MCMC"; Grathwohl et al.
/// 2020, JEM).
class FreeNoise : public StepRule {
 public:
  explicit FreeNoise(const Config& config) : config_(config) {}

  Move move(const torch::Tensor& x, const torch::Tensor& gradient, const torch::Tensor& xi,
            State&) const override {
    return moved(x, -config_.step_size * gradient, config_.noise_scale, xi);
  }
  double noise_scale() const override { return config_.noise_scale; }

 private:
  Config config_;
};

std::shared_ptr<const StepRule> make(const Config& config) {
  return std::make_shared<FreeNoise>(config);
}

}  // namespace

StepRules::Entry free_noise() {
  return entry("free_noise", "x - a*grad U + c*xi, step size and noise apart (short-run, JEM)",
               make);
}

}  // namespace coopbench

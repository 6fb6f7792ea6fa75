#include "ebm/bounds.h"
#include "ebm/linear_options.h"
#include "ebm/step_rule.h"

namespace coopbench {
namespace {

struct Config {
  double step_size = 10, clip = 0.01, noise_scale = 0.005;
  std::vector<double> clamp = {-1, 1};
  static auto fields() {
    return std::tuple{
        field("step_size", &Config::step_size, above(0), "factor of grad U"),
        field("clip", &Config::clip, at_least(0),
              "largest absolute value of each number of grad U; 0: no bound"),
        field("noise_scale", &Config::noise_scale, at_least(0),
              "standard deviation of the noise in data units"),
        field("clamp", &Config::clamp, low_and_high(),
              "bounds of x after a step, [low, high]; []: none; published with images in [0, 1] "
              "and these bounds")};
  }
};

/// y = x + c * xi, x <- clamp(y - a * clip(grad U(y))): noise first, the gradient where it leads
/// (Du and Mordatch 2019, "Implicit Generation and Modeling with Energy-Based Models", the
/// published code for CIFAR-10 with images in [0, 1]).
class Clipped : public StepRule {
 public:
  explicit Clipped(const StepFactors& factors) : factors_(factors) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    StepInfo info;
    const torch::Tensor y =
        factors_.noise > 0 ? walk.x + factors_.noise * draws.normal(walk.x, k) : walk.x;
    info.drift = factors_.gradient *
                 within(local.at(y, k).gradient, -factors_.clip, factors_.clip, info.counts);
    walk.x = within(y + info.drift, factors_.low, factors_.high, info.counts);
    return info;
  }
  std::vector<std::string> counts() const override { return factors_.counts(); }
  double noise_scale() const override { return factors_.noise; }

 private:
  StepFactors factors_;
};

std::shared_ptr<const StepRule> make(const Config& config) {
  LinearOptions bounds;
  bounds.clamp = config.clamp;
  bounds.clip = config.clip;
  return std::make_shared<Clipped>(
      bounds.on({.gradient = -config.step_size, .noise = config.noise_scale}));
}

}  // namespace

StepRules::Entry clipped() {
  return entry("clipped", "noise first, then a clipped gradient step, then bounds on x (IGEBM)",
               make);
}

}  // namespace coopbench

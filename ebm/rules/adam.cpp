#include <cmath>

#include "ebm/step_rule.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct Config {
  double step_size = 1, beta1 = 0.5, beta2 = 0.999;
  static auto fields() {
    return std::tuple{
        field("step_size", &Config::step_size, above(0), "a, near the move of each number"),
        field("beta1", &Config::beta1, from_below(0, 1),
              "share of the old average of grad U in the new one"),
        field("beta2", &Config::beta2, from_below(0, 1), "the same of its square")};
  }
};

/// x <- x - a * m' / (sqrt(v') + 1e-8), where m and v are the averages of grad U and its square, m
/// = b1*m + (1-b1)*g from 0, and m' = m / (1 - b1^(k+1)), v' so too: Adam (Kingma and Ba 2015,
/// algorithm 1) on the sample, without noise, each walk with averages of its own: the minimiser
/// `adam` of the thesis "Energy models" (Perkins 2021).
class Adam : public StepRule {
 public:
  explicit Adam(const Config& config) : config_(config) {}

  StepInfo step(Walk& walk, const Local& local, const Draws&, int64_t k) const override {
    const Tensor g = local.at(walk.x, k).gradient;
    const Tensor m = averaged(walk.kept["mean"], g, config_.beta1, k),
                 v = averaged(walk.kept["square"], g.square(), config_.beta2, k);
    const Tensor drift = -config_.step_size * m / (v.sqrt() + 1e-8);
    walk.x = walk.x + drift;
    return {drift};
  }
  bool remembers() const override { return true; }

 private:
  /// Takes `number` into the average that is kept, and returns it without the bias of its start.
  static Tensor averaged(Tensor& kept, const Tensor& number, double beta, int64_t k) {
    kept = kept.defined() ? beta * kept + (1 - beta) * number : (1 - beta) * number;
    return kept / (1 - std::pow(beta, static_cast<double>(k + 1)));
  }

  Config config_;
};

std::shared_ptr<const StepRule> make(const Config& config) {
  return std::make_shared<Adam>(config);
}

}  // namespace

// `adam` is the function of the optimiser.
StepRules::Entry adam_rule() {
  return entry("adam", "Adam down U on the sample, without noise (thesis)", make);
}

}  // namespace coopbench

#include "ebm/engine.h"
#include "ebm/input_gradient.h"

namespace coopbench {
namespace {

/// All chains as one batch, the gradient by autograd: the reference of all other engines.
class Plain : public Engine {
 public:
  explicit Plain(const EngineContext& context)
      : precision_(context.precision), threads_(context.workers->threads()) {}

  std::string lacks(const Energy&, const StepRule&, ImageShape) const override {
    return precision_ == Precision::float32 ? "" : "runs in float32 only";
  }
  std::string remark() const override { return threads_ == 1 ? "" : "plain runs on one of them"; }
  Ends run(const Energy& energy, const StepRule& rule, int64_t steps, const torch::Tensor& x0,
           const Stream& stream) const override {
    const FrozenWeights frozen(energy.trained());
    torch::Tensor x = x0.detach();
    State state;
    double drift = 0;
    for (int64_t k = 0; k < steps; ++k) {
      const torch::Tensor xi =
          rule.noise_scale() > 0 ? normal(stream, x.sizes(), k) : torch::Tensor();
      const Move move = rule.move(autograd_gradient(energy, x), xi, state);
      x = move.x;
      drift += move.drift.flatten(1).norm(2, 1).mean().item<double>();
    }
    return {x, drift / static_cast<double>(steps), steps * x.size(0)};
  }

 private:
  Precision precision_;
  int64_t threads_;
};

std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return std::make_unique<Plain>(context);
}

}  // namespace

Engines::Entry plain() {
  return entry("plain", "all chains as one batch, gradients by autograd: the reference", make);
}

}  // namespace coopbench

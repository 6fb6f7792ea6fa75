#include "ebm/engine.h"
#include "ebm/input_gradient.h"
#include "ebm/walk.h"

namespace coopbench {
namespace {

/// All chains as one batch, the gradient by autograd: the reference of all other engines.
class Plain : public Engine {
 public:
  explicit Plain(const EngineContext& context)
      : precision_(context.precision), threads_(context.workers->threads()) {}

  std::string lacks(const Frozen&, const StepRule&, ImageShape) const override {
    return precision_ == Precision::float32 ? "" : "runs in float32 only";
  }
  std::string remark() const override { return threads_ == 1 ? "" : "plain runs on one of them"; }
  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape) const override {
    return [=](const Chains& starts, const Stream& stream) {
      const EnergyGradientOf field = [&](const torch::Tensor& x, int64_t k) {
        return autograd_gradient(*energy, x, k);
      };
      return ends_of({walk(field, energy->varies(), *rule, steps, starts, stream)}, *rule, steps,
                     starts);
    };
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

#include "ebm/kernels/bf16_product.h"
#include "ebm/kernels/lane_net.h"
#include "ebm/kernels/run_chains.h"

namespace coopbench {
namespace {

/// A group of 16 chains at a time, a chain a lane, goes through all its steps in the cache of one
/// core.
class Resident : public Engine {
 public:
  explicit Resident(EngineContext context) : context_(std::move(context)) {}

  std::string lacks(const Frozen& energy, const StepRule& rule, ImageShape shape) const override {
    std::string lack = kernels::kernels_lack(energy, rule, shape);
    if (lack.empty() && context_.precision == Precision::bf16 &&
        !kernels::LaneNet::has_halvings(energy.layered()->network().layers(), shape))
      lack = "has bf16 for 4x4 convolutions of stride 2 only";
    return lack;
  }
  std::string remark() const override {
    return context_.precision == Precision::bf16 && !kernels::has_bf16()
               ? "this processor has no bf16 arithmetic: products are rounded to bf16 and no faster"
               : "";
  }
  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape shape) const override {
    return kernels::chain_steps(*energy, *rule, steps, shape, context_, 1);
  }

 private:
  EngineContext context_;
};

std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return std::make_unique<Resident>(context);
}

}  // namespace

Engines::Entry resident() {
  return entry("resident", "16 chains at a time through all steps in the cache, own kernels", make);
}

}  // namespace coopbench

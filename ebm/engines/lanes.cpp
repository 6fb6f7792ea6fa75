#include "ebm/kernels/lane_net.h"
#include "ebm/kernels/run_chains.h"

namespace coopbench {
namespace {

/// As `resident`, for nets whose layers all cover their input: groups of chains share the weights
/// that are read.
class Lanes : public Engine {
 public:
  explicit Lanes(EngineContext context) : context_(std::move(context)) {}

  std::string lacks(const Frozen& energy, const StepRule& rule, ImageShape shape) const override {
    const std::string lack = kernels::kernels_lack(energy, rule, shape);
    if (lack.empty() && !kernels::LaneNet::is_flat(energy.layered()->network().layers(), shape))
      return "needs layers that each cover their whole input, as in a net for points";
    return lack.empty() && context_.precision != Precision::float32 ? "runs in float32 only" : lack;
  }
  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape shape) const override {
    return kernels::chain_steps(*energy, *rule, steps, shape, context_, 4);
  }

 private:
  EngineContext context_;
};

std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return std::make_unique<Lanes>(context);
}

}  // namespace

Engines::Entry lanes() {
  return entry("lanes", "chains as SIMD lanes, for fully connected nets such as those of points",
               make);
}

}  // namespace coopbench

#include "ebm/kernels/bf16_product.h"
#include "ebm/kernels/lane_net.h"
#include "ebm/kernels/run_chains.h"

namespace coopbench {
namespace {

std::string lacks(const Layers& layers, ImageShape shape, Precision precision) {
  return precision == Precision::bf16 && !kernels::LaneNet::has_halvings(layers, shape)
             ? "has bf16 for 4x4 convolutions of stride 2 only"
             : "";
}

/// A group of 16 chains at a time, a chain a lane, goes through all its steps in the cache of one
/// core.
std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  const bool slow = context.precision == Precision::bf16 && !kernels::has_bf16();
  return kernels::engine(
      context, 1, lacks,
      slow ? "this processor has no bf16 arithmetic: products are rounded to bf16 and no faster"
           : "");
}

}  // namespace

Engines::Entry resident() {
  return entry("resident", "16 chains at a time through all steps in the cache, own kernels", make);
}

}  // namespace coopbench

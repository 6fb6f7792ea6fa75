#include "ebm/kernels/lane_net.h"
#include "ebm/kernels/run_chains.h"

namespace coopbench {
namespace {

std::string lacks(const Layers& layers, ImageShape shape, Precision precision) {
  if (!kernels::LaneNet::is_flat(layers, shape))
    return "needs layers that each cover their whole input, as in a net for points";
  return precision != Precision::float32 ? "runs in float32 only" : "";
}

/// As `resident`, for nets whose layers all cover their input: groups of chains share the weights
/// that are read.
std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return kernels::engine(context, 4, lacks);
}

}  // namespace

Engines::Entry lanes() {
  return entry("lanes", "chains as SIMD lanes, for fully connected nets such as those of points",
               make);
}

}  // namespace coopbench

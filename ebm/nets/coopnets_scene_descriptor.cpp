#include "ebm/nets/coopnets_descriptor.h"

namespace coopbench {
namespace {

/// The scene descriptor of the published CoopNets code (Xie et al. 2018). Published for side 64.
EnergySpec make(const CoopnetsDescriptor& config, ImageShape shape) {
  need_side("coopnets_scene_descriptor", shape, {16, 32, 64});
  return coopnets_descriptor(config, shape, {{5, 2}, {3, 2}, {3, 1}});
}

}  // namespace

EnergyNets::Entry coopnets_scene_descriptor() {
  return entry("coopnets_scene_descriptor",
               "three convolutions and a fully connected layer, sides 16, 32, 64 (CoopNets)", make);
}

}  // namespace coopbench

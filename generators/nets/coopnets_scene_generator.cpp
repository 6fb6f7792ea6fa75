#include "generators/nets/coopnets_layers.h"

namespace coopbench {
namespace {

/// The scene generator of the published CoopNets code (Xie et al. 2018). Published for side 64: 4,
/// 8, 16, 32, 64.
GeneratorSpec make(const CoopnetsGenerator& config, ImageShape shape) {
  need_made_side("coopnets_scene_generator", shape, {16, 32, 64});
  return coopnets_generator(config, shape, 5);
}

}  // namespace

GeneratorNets::Entry coopnets_scene_generator() {
  return entry("coopnets_scene_generator",
               "transposed 5x5 convolutions, sides 16, 32, 64 (CoopNets)", make);
}

}  // namespace coopbench

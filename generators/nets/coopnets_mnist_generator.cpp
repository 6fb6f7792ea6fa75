#include "generators/nets/coopnets_layers.h"

namespace coopbench {
namespace {

/// The MNIST generator of the published CoopNets code (Xie et al. 2018). Published for side 28: 4,
/// 7, 14, 28.
GeneratorSpec make(const CoopnetsGenerator& config, ImageShape shape) {
  need_made_side("coopnets_mnist_generator", shape, {16, 28, 32});
  return coopnets_generator(config, shape, 4);
}

}  // namespace

GeneratorNets::Entry coopnets_mnist_generator() {
  return entry("coopnets_mnist_generator",
               "transposed 4x4 convolutions, sides 16, 28, 32 (CoopNets)", make);
}

}  // namespace coopbench

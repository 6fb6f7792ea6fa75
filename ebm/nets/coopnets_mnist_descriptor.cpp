#include "ebm/nets/coopnets_descriptor.h"

namespace coopbench {
namespace {

/// The MNIST descriptor of the published CoopNets code (Xie et al. 2018). Published for side 28.
EnergySpec make(const CoopnetsDescriptor& config, ImageShape shape) {
  need_side("coopnets_mnist_descriptor", shape, {16, 28, 32});
  return coopnets_descriptor(config, shape, {{4, 2}, {4, 2}, {4, 2}});
}

}  // namespace

EnergyNets::Entry coopnets_mnist_descriptor() {
  return entry("coopnets_mnist_descriptor",
               "three convolutions and a fully connected layer, sides 16, 28, 32 (CoopNets)", make);
}

}  // namespace coopbench

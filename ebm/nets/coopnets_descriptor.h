#pragma once

#include "ebm/energy.h"

namespace coopbench {

/// The settings of the descriptors of the published CoopNets code (Xie et al. 2018, "Cooperative
/// Training of Descriptor and Generator Networks").
struct CoopnetsDescriptor {
  int64_t n_f = 64, outputs = 100;
  bool spectral_norm = false;
  static auto fields() {
    return std::tuple{field("n_f", &CoopnetsDescriptor::n_f, between(1, 4096),
                            "channels of the first layer; the next ones double them"),
                      field("outputs", &CoopnetsDescriptor::outputs, between(1, 4096),
                            "outputs of the last layer; f is their sum"),
                      spectral_norm_field<CoopnetsDescriptor>()};
  }
};

/// A convolution with SAME padding.
struct SameConv {
  int64_t kernel, stride;
};

/// These convolutions, each with twice the channels of the one before and leaky ReLU 0.2, then
/// fully connected to the outputs, whose sum is f. U is -f here; the reference Gaussian's term
/// belongs to the step rule `reference`. The last layer follows from the side.
EnergySpec coopnets_descriptor(const CoopnetsDescriptor& config, ImageShape shape,
                               const std::vector<SameConv>& convs);

}  // namespace coopbench

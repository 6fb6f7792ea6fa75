#include "ebm/nets/coopnets_descriptor.h"

namespace coopbench {

EnergySpec coopnets_descriptor(const CoopnetsDescriptor& config, ImageShape shape,
                               const std::vector<SameConv>& convs) {
  Layers layers;
  ImageShape now = shape;
  int64_t channels = config.n_f;
  for (const SameConv& conv : convs) {
    layers.push_back(same_conv(now.channels, channels, conv.kernel, conv.stride, now.side));
    now = shape_after(layers.back(), now);
    layers.push_back(LeakyRelu{0.2});
    channels *= 2;
  }
  layers.push_back(Linear{now.numbers(), config.outputs});
  return {.layers = with_spectral_norm(std::move(layers), config.spectral_norm),
          .sign = -1,
          .initial = NormalWeights{.conv = 0.01, .transposed_conv = 0.005}};
}

}  // namespace coopbench

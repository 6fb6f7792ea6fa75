#include "generators/nets/coopnets_layers.h"

namespace coopbench {

GeneratorSpec coopnets_generator(const CoopnetsGenerator& config, ImageShape shape,
                                 int64_t kernel) {
  std::vector<int64_t> sides;
  for (int64_t side = shape.side; side > 4; side = (side + 1) / 2)
    sides.insert(sides.begin(), side);
  Layers layers{TransposedConv{config.latent, config.width, 4}};
  int64_t channels = config.width;
  for (const int64_t side : sides) {
    layers.push_back(BatchNorm{
        .channels = channels, .scale = false, .epsilon = 1e-3, .sampling = config.statistics});
    layers.push_back(LeakyRelu{0.2});
    const int64_t next = side == shape.side ? shape.channels : std::max<int64_t>(channels / 2, 1);
    layers.push_back(same_transposed_conv(channels, next, kernel, 2, side));
    channels = next;
  }
  layers.push_back(Tanh{});
  return {.layers = layers,
          .latent = config.latent,
          .initial = NormalWeights{.conv = 0.01, .transposed_conv = 0.005}};
}

}  // namespace coopbench

#include "ebm/nets/halving_convs.h"

namespace coopbench {

Layers halving_convs(ImageShape shape, int64_t n_f, double slope) {
  Layers layers{Conv{shape.channels, n_f, 3, 1, 1, 1}, LeakyRelu{slope}};
  int64_t channels = n_f, side = shape.side;
  for (; side > 4 && side % 2 == 0; side /= 2, channels *= 2) {
    layers.push_back(Conv{channels, 2 * channels, 4, 2, 1, 1});
    layers.push_back(LeakyRelu{slope});
  }
  layers.push_back(Conv{channels, 1, side});
  return layers;
}

}  // namespace coopbench

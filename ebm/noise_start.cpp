#include "ebm/noise_start.h"

namespace coopbench {

torch::Tensor noise_images(const Stream& stream, int64_t n, ImageShape shape) {
  return uniform(stream, {n, shape.channels, shape.side, shape.side}, -1, 1);
}

Chains NoiseStart::draw_eval(int64_t n, const Stream& stream) const {
  return {noise_images(stream, n, shape_)};
}

}  // namespace coopbench

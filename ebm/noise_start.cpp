#include "ebm/noise_start.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> make(const NoSettings&, const StartContext& context) {
  return std::make_unique<NoiseStart>(context.shape);
}

}  // namespace

torch::Tensor noise_images(const Stream& stream, int64_t n, ImageShape shape) {
  return uniform(stream, {n, shape.channels, shape.side, shape.side}, -1, 1);
}

Chains NoiseStart::draw_eval(int64_t n, const Stream& stream) const {
  return {noise_images(stream, n, shape_)};
}

ChainStarts::Entry noise_start() {
  return entry("noise", "short-run: from uniform noise, ends dropped", make);
}

}  // namespace coopbench

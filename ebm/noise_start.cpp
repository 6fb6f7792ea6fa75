#include "ebm/noise_start.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> make(const NoiseConfig& config, const StartContext& context) {
  return std::make_unique<NoiseStart>(context.shape, config);
}

}  // namespace

torch::Tensor noise_images(const Stream& stream, int64_t n, ImageShape shape) {
  return uniform(stream, {n, shape.channels, shape.side, shape.side}, -1, 1);
}

Chains NoiseStart::draw_eval(int64_t n, const Stream& stream) const {
  const std::vector<int64_t> images{n, shape_.channels, shape_.side, shape_.side};
  return {config_.law == NoiseLaw::uniform ? uniform(stream, images, -config_.scale, config_.scale)
                                           : normal(stream, images).mul_(config_.scale)};
}

ChainStarts::Entry noise_start() {
  return entry("noise", "short-run: from noise, ends dropped", make);
}

}  // namespace coopbench

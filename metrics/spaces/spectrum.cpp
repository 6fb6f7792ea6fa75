#include <torch/types.h>

#include "metrics/samples.h"
#include "metrics/space.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Added to the power before its logarithm: far below the 5e-6 that rounding to 8 bits leaves in an
/// image of [-1,1], so that rings without power are finite and equal.
constexpr double kFloor = 1e-8;

/// The rings of an image: for each frequency its ring, 0 for the mean and for those outside.
struct Rings {
  int64_t count;
  Tensor ring, sizes;  ///< int64 [H*W], double [count + 1]
};

Tensor squared_frequencies(int64_t length) {
  return at::fft_fftfreq(length, 1.0, torch::kFloat64).square();
}

/// Radii in cycles along the shorter side; on a square image the length of the whole frequency
/// (k_y, k_x).
Rings rings_of(int64_t height, int64_t width) {
  const int64_t side = std::min(height, width), count = side / 2;
  const Tensor squares =
      squared_frequencies(height).unsqueeze(1) + squared_frequencies(width).unsqueeze(0);
  const Tensor radius = (squares.sqrt() * side).round().to(torch::kInt64).flatten();
  const Tensor ring = radius.masked_fill(radius > count, 0);
  return {count, ring, torch::bincount(ring, {}, count + 1).to(torch::kFloat64)};
}

/// Of each channel its mean and the logarithms of the mean power |F|^2 / (H W) in rings 1 to count.
Tensor features_of(const Tensor& images, const Rings& rings) {
  const Tensor power = torch::abs(at::fft_fft2(images, {}, {-2, -1}, "ortho")).square().flatten(2);
  Tensor sums = torch::zeros({images.size(0), images.size(1), rings.count + 1}, torch::kFloat64);
  sums.index_add_(2, rings.ring, power);
  const Tensor logs = (sums / rings.sizes + kFloor).log().slice(2, 1);
  return torch::cat({images.mean({2, 3}).unsqueeze(2), logs}, 2).flatten(1);
}

Space make(const NoSettings&, const Tensor& real) {
  as_images(real, "spectrum");
  return {[](const Tensor& samples) {
    const Tensor images = as_images(samples, "spectrum");
    const Rings rings = rings_of(images.size(2), images.size(3));
    return in_chunks(images, [&](const Tensor& rows) {
      return features_of(rows.to(torch::kCPU, torch::kFloat64), rings);
    });
  }};
}

}  // namespace

Spaces::Entry spectrum() {
  return entry("spectrum", "mean and log power in rings of equal frequency, of each channel", make);
}

}  // namespace coopbench

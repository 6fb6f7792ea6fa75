#include "data/pictures/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/errors.h"

namespace coopbench {
namespace {

/// The pixels of a line that one pixel of a coarser or finer line covers, and their shares.
struct Cover {
  int64_t first;
  std::vector<float> shares;
};

/// Of a line of `from` pixels, for each pixel of one of `to` that covers the same length.
std::vector<Cover> covers(int64_t from, int64_t to) {
  std::vector<Cover> all;
  const double width = static_cast<double>(from) / static_cast<double>(to);
  for (int64_t i = 0; i < to; ++i) {
    const double begin = static_cast<double>(i) * width,
                 end = std::min(static_cast<double>(i + 1) * width, static_cast<double>(from));
    Cover cover{static_cast<int64_t>(begin), {}};
    for (int64_t at = cover.first; static_cast<double>(at) < end; ++at) {
      const double low = std::max(begin, static_cast<double>(at)),
                   high = std::min(end, static_cast<double>(at + 1));
      if (high > low) cover.shares.push_back(static_cast<float>((high - low) / width));
    }
    all.push_back(std::move(cover));
  }
  return all;
}

/// The square of a picture that begins at `corner`, as numbers [side,side,channels of the picture].
/// `row`: numbers from one line of the picture to the next. `line`: what each pixel covers.
template <class Number>
std::vector<float> resized(const Number* corner, int64_t row, int64_t square, int64_t channels,
                           const std::vector<Cover>& line) {
  const auto side = static_cast<int64_t>(line.size());
  std::vector<float> narrow(static_cast<size_t>(square * side * channels)),
      image(static_cast<size_t>(side * side * channels));
  float* to = narrow.data();
  for (int64_t y = 0; y < square; ++y)
    for (const Cover& cover : line)
      for (int64_t c = 0; c < channels; ++c) {
        const Number* from = corner + y * row + cover.first * channels + c;
        float sum = 0;
        for (size_t i = 0; i < cover.shares.size(); ++i, from += channels)
          sum += cover.shares[i] * static_cast<float>(*from);
        *to++ = sum;
      }
  to = image.data();
  const int64_t width = side * channels;
  for (const Cover& cover : line)
    for (int64_t x = 0; x < width; ++x) {
      const float* from = narrow.data() + cover.first * width + x;
      float sum = 0;
      for (size_t i = 0; i < cover.shares.size(); ++i, from += width)
        sum += cover.shares[i] * *from;
      *to++ = sum;
    }
  return image;
}

/// Where the square in the middle of a picture begins, in numbers.
int64_t corner_of(int64_t height, int64_t width, int64_t square, int64_t channels) {
  return ((height - square) / 2 * width + (width - square) / 2) * channels;
}

void stretch(std::vector<float>& image) {
  const auto [low, high] = std::minmax_element(image.begin(), image.end());
  const float least = *low, width = *high - *low;
  if (width > 0.5f)
    for (float& value : image) value = (value - least) * (255 / width);
}

uint8_t rounded(float value) {
  return static_cast<uint8_t>(std::clamp(std::floor(value + 0.5f), 0.0f, 255.0f));
}

uint8_t kept(float value, uint8_t) { return rounded(value); }
float kept(float value, float) { return value; }

template <class Number>
torch::Tensor squares_of(const torch::Tensor& images, int64_t side) {
  const torch::Tensor whole = images.contiguous();
  const int64_t n = whole.size(0), channels = whole.size(1), height = whole.size(2),
                width = whole.size(3), square = std::min(height, width);
  const std::vector<Cover> line = covers(square, side);
  torch::Tensor out = torch::empty({n, channels, side, side}, whole.scalar_type());
  const Number* plane = whole.const_data_ptr<Number>() + corner_of(height, width, square, 1);
  Number* to = out.data_ptr<Number>();
  for (int64_t i = 0; i < n * channels; ++i, plane += height * width)
    for (const float value : resized(plane, width, square, 1, line)) *to++ = kept(value, Number{});
  return out;
}

}  // namespace

torch::Tensor fitted(const torch::Tensor& picture, const Fit& fit) {
  const int64_t height = picture.size(0), width = picture.size(1), channels = picture.size(2);
  const int64_t shorter = std::min(height, width), square = fit.crop > 0 ? fit.crop : shorter;
  if (square > shorter)
    throw UserError(
        fmt::format("is {} x {} pixels, too small for a square of {}", width, height, square));
  const torch::Tensor whole = picture.contiguous();
  const int64_t row = width * channels;
  const uint8_t* corner =
      whole.const_data_ptr<uint8_t>() + corner_of(height, width, square, channels);
  std::vector<float> image = resized(corner, row, square, channels, covers(square, fit.side));
  if (channels == 3 && fit.channels == 1) {
    for (size_t i = 0; 3 * i < image.size(); ++i)
      image[i] = 0.299f * image[3 * i] + 0.587f * image[3 * i + 1] + 0.114f * image[3 * i + 2];
    image.resize(image.size() / 3);
  }
  if (fit.min_max) stretch(image);
  const int64_t has = channels == 3 && fit.channels == 3 ? 3 : 1, pixels = fit.side * fit.side;
  torch::Tensor out = torch::empty({fit.channels, fit.side, fit.side}, torch::kUInt8);
  auto* to = out.data_ptr<uint8_t>();
  for (int64_t c = 0; c < fit.channels; ++c)
    for (int64_t i = 0; i < pixels; ++i)
      *to++ = rounded(image[static_cast<size_t>(i * has + (has == 3 ? c : 0))]);
  return out;
}

torch::Tensor squares(const torch::Tensor& images, int64_t side) {
  return images.scalar_type() == torch::kUInt8 ? squares_of<uint8_t>(images, side)
                                               : squares_of<float>(images, side);
}

}  // namespace coopbench

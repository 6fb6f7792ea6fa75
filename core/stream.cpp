#include "core/stream.h"

#include <Random123/philox.h>
#include <fmt/format.h>

#include <Random123/uniform.hpp>
#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace coopbench {

std::function<void(const DrawnPlace&)>& draw_watcher() {
  static std::function<void(const DrawnPlace&)> watcher;
  return watcher;
}

void watch_draws(std::function<void(const DrawnPlace&)> watcher) {
  draw_watcher() = std::move(watcher);
}

namespace {

__extension__ using Wide = unsigned __int128;

/// Fills rows of a float32 tensor from blocks of four words; `four` turns a block into four
/// numbers.
template <class Four>
torch::Tensor fill(const Stream& stream, torch::IntArrayRef shape, int64_t step, Four four) {
  torch::Tensor filled = torch::empty(shape, torch::kFloat32);
  const int64_t chains = shape.at(0);
  const int64_t width = chains == 0 ? 0 : filled.numel() / chains;
  if (draw_watcher()) draw_watcher()({stream, chains, (width + 3) / 4, step, 'u'});
  auto* out = filled.data_ptr<float>();
  for (int64_t chain = 0; chain < chains; ++chain, out += width) {
    for (int64_t i = 0; i < width; i += 4) {
      const std::array<float, 4> numbers =
          four(words(stream, stream.first_chain + chain, step, i / 4));
      std::copy_n(numbers.begin(), std::min<int64_t>(4, width - i), out + i);
    }
  }
  return filled;
}

}  // namespace

static_assert(purposes <= 32 && uses <= 8);

Stream Stream::with(Use other) const {
  if (use != Use::main) throw std::logic_error("a use of random numbers has no uses of its own");
  Stream stream = *this;
  stream.use = other;
  return stream;
}

std::array<uint32_t, 4> counter(const Stream& stream, int64_t chain, int64_t step, int64_t index) {
  const auto fits = [](int64_t value, int bits) {
    return value >= 0 && value < (int64_t{1} << bits);
  };
  if (!fits(index, 32) || !fits(chain, 32) || !fits(stream.iteration, 32) || !fits(step, 24))
    throw std::out_of_range(
        fmt::format("no random numbers for iteration {}, chain {}, step {}, index {}",
                    stream.iteration, chain, step, index));
  return {static_cast<uint32_t>(index), static_cast<uint32_t>(chain),
          static_cast<uint32_t>(stream.iteration),
          static_cast<uint32_t>(stream.use) << 29 | static_cast<uint32_t>(stream.purpose) << 24 |
              static_cast<uint32_t>(step)};
}

std::array<uint32_t, 4> words(const Stream& stream, int64_t chain, int64_t step, int64_t index) {
  const r123::Philox4x32::key_type key{
      {static_cast<uint32_t>(stream.seed), static_cast<uint32_t>(stream.seed >> 32)}};
  const auto place = counter(stream, chain, step, index);
  const auto block = r123::Philox4x32{}({{place[0], place[1], place[2], place[3]}}, key);
  return {block[0], block[1], block[2], block[3]};
}

torch::Tensor uniform(const Stream& stream, torch::IntArrayRef shape, double low, double high,
                      int64_t step) {
  const auto scale = static_cast<float>(high - low);
  const auto shift = static_cast<float>(low);
  return fill(stream, shape, step, [=](const std::array<uint32_t, 4>& block) {
    std::array<float, 4> numbers;
    // 24 bits of the word make a float in [0, 1) without rounding.
    for (size_t i = 0; i < 4; ++i)
      numbers[i] = shift + scale * static_cast<float>(block[i] >> 8) * 0x1p-24F;
    return numbers;
  });
}

torch::Tensor distinct(const Stream& stream, int64_t population, int64_t count) {
  if (count < 0 || count > population)
    throw std::invalid_argument(
        fmt::format("can't draw {} different rows of {}", count, population));
  if (draw_watcher()) draw_watcher()({stream, count, 1, 0, 'd'});
  std::unordered_map<int64_t, int64_t> moved;
  const auto at = [&](int64_t place) {
    const auto found = moved.find(place);
    return found == moved.end() ? place : found->second;
  };
  torch::Tensor drawn = torch::empty({count}, torch::kInt64);
  auto* out = drawn.data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    const auto block = words(stream, stream.first_chain + i, 0, 0);
    // The high half of a product maps the word onto the places left.
    const Wide word = uint64_t{block[1]} << 32 | block[0];
    const auto place = i + static_cast<int64_t>(word * static_cast<Wide>(population - i) >> 64);
    out[i] = at(place);
    moved[place] = at(i);
  }
  return drawn;
}

}  // namespace coopbench

#include "core/stream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/normal.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "core/normal-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::HWY_NAMESPACE {
namespace {

/// Numbers of rows of `width`, each in blocks of four of the generator: `first` is the counter at
/// the first block of the first row.
HWY_ATTR void FillNormal(uint64_t seed, const std::array<uint32_t, 4>& first, int64_t rows,
                         int64_t width, float* out) {
  const Words d;
  const Floats floats;
  const auto together = static_cast<int64_t>(hn::Lanes(d));
  const int64_t blocks = (width + 3) / 4, all = rows * blocks;
  for (int64_t begin = 0; begin < all; begin += together) {
    alignas(64) uint32_t index[16], chain[16];
    for (int64_t lane = 0; lane < together; ++lane) {
      index[lane] = static_cast<uint32_t>((begin + lane) % blocks);
      chain[lane] = first[1] + static_cast<uint32_t>((begin + lane) / blocks);
    }
    Word place[4] = {hn::Load(d, index), hn::Load(d, chain), hn::Set(d, first[2]),
                     hn::Set(d, first[3])};
    Float made[4];
    Normals(seed, place, made);
    alignas(64) float numbers[4][16];
    for (int i = 0; i < 4; ++i) hn::Store(made[i], floats, numbers[i]);
    for (int64_t lane = 0; lane < HWY_MIN(together, all - begin); ++lane) {
      const int64_t at = 4 * static_cast<int64_t>(index[lane]);
      float* row = out + (begin + lane) / blocks * width;
      for (int64_t i = 0; i < HWY_MIN(int64_t{4}, width - at); ++i) row[at + i] = numbers[i][lane];
    }
  }
}

}  // namespace
}  // namespace coopbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coopbench {

HWY_EXPORT(FillNormal);

std::function<void(const DrawnPlace&)>& draw_watcher();  // of stream.cpp

torch::Tensor normal(const Stream& stream, torch::IntArrayRef shape, int64_t step) {
  torch::Tensor filled = torch::empty(shape, torch::kFloat32);
  const int64_t rows = shape.at(0), width = rows == 0 ? 0 : filled.numel() / rows;
  if (width == 0) return filled;
  if (draw_watcher()) draw_watcher()({stream, rows, (width + 3) / 4, step, 'n'});
  counter(stream, stream.first_chain + rows - 1, step, (width - 1) / 4);
  HWY_DYNAMIC_DISPATCH(FillNormal)
  (stream.seed, counter(stream, stream.first_chain, step, 0), rows, width,
   filled.data_ptr<float>());
  return filled;
}

}  // namespace coopbench
#endif

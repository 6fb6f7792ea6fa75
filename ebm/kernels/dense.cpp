#include "ebm/kernels/dense.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ebm/kernels/dense.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "ebm/kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {
namespace {

HWY_ATTR void Forward(const Dense& conv, const float* bias, const Volume& from, const Volume& to,
                      const Signs& signs, float slope, int64_t groups, Share share) {
  const int64_t pixel = from.channels * lanes, out = to.channels * lanes;
  if (conv.whole) {
    const Left left{from.pixel(0, 0), from.numbers(), conv.kernel, from.row(),
                    conv.kernel * from.channels};
    const int64_t blocks = (conv.out + 7) / 8;
    const int64_t n = 8 * share.begin(blocks), end = HWY_MIN(8 * share.end(blocks), conv.out);
    if (n >= end) return;
    Multiply<SingleFinished>(groups, end - n, left,
                             conv.forward.data() + n * left.segments * left.run, bias + n,
                             Begin::bias, {Finish::Kind::leaky, signs.data + n, conv.out, slope},
                             to.pixel(0, 0) + n * lanes, to.numbers());
    return;
  }
  const int64_t rows = groups * to.side;
  for (int64_t r = share.begin(rows); r < share.end(rows); ++r) {
    const int64_t g = r / to.side, y = r % to.side;
    const Left left{from.pixel(y - conv.before, -conv.before) + g * from.numbers(), pixel,
                    conv.kernel, from.row(), conv.kernel * from.channels};
    Multiply<SingleFinished>(to.side, conv.out, left, conv.forward.data(), bias, Begin::bias,
                             {Finish::Kind::leaky, group(signs, g).pixel(y, 0), to.channels, slope},
                             to.pixel(y, 0) + g * to.numbers(), out);
  }
}

/// Through the leaky ReLU whose signs begin at row y of group g; nothing without one.
Finish Behind(const Signs& signs, int64_t g, int64_t y, int64_t stride, float slope) {
  if (signs.data == nullptr) return {};
  return {Finish::Kind::leaky_back, group(signs, g).pixel(y, 0), stride, slope};
}

HWY_ATTR void BackwardWhole(const Dense& conv, const Volume& from, const Volume& to,
                            const Signs& signs, float slope, int64_t groups, Share share) {
  const int64_t width = to.side * to.channels, blocks = (width + 7) / 8;
  const Left left{from.pixel(0, 0), from.numbers(), 1, 0, conv.out};
  // Blocks of 8 columns of one row after another.
  int64_t block = share.begin(to.side * blocks);
  const int64_t end = share.end(to.side * blocks);
  while (block < end) {
    const int64_t y = block / blocks, row_end = HWY_MIN(end, (y + 1) * blocks);
    const int64_t n = 8 * (block - y * blocks), last = HWY_MIN(8 * (row_end - y * blocks), width);
    Finish finish = Behind(signs, 0, y, to.side * width, slope);
    if (finish.signs != nullptr) finish.signs += n;
    Multiply<SingleFinished>(groups, last - n, left,
                             conv.backward.data() + (y * width + n) * conv.out, nullptr,
                             Begin::zero, finish, to.pixel(y, 0) + n * lanes, to.numbers());
    block = row_end;
  }
}

HWY_ATTR void Backward(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                       float slope, int64_t groups, Share share) {
  if (conv.whole) return BackwardWhole(conv, from, to, signs, slope, groups, share);
  const int64_t rows = groups * to.side, shift = conv.before - conv.kernel + 1;
  for (int64_t r = share.begin(rows); r < share.end(rows); ++r) {
    const int64_t y = r % to.side, g = r / to.side;
    const Left left{from.pixel(y + shift, shift) + g * from.numbers(), from.channels * lanes,
                    conv.kernel, from.row(), conv.kernel * from.channels};
    Multiply<SingleFinished>(to.side, conv.in, left, conv.backward.data(), nullptr, Begin::zero,
                             Behind(signs, g, y, to.channels, slope),
                             to.pixel(y, 0) + g * to.numbers(), to.channels * lanes);
  }
}

}  // namespace
}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>

namespace coopbench::kernels {
namespace {

/// [depth][columns] in blocks of 8 columns, each [depth][8].
template <class At>
void pack(int64_t depth, int64_t columns, At at, float* to) {
  for (int64_t n0 = 0; n0 < columns; n0 += 8)
    for (int64_t k = 0; k < depth; ++k)
      for (int64_t n = n0; n < std::min(n0 + 8, columns); ++n) *to++ = at(k, n);
}

}  // namespace

Dense pack_dense(const float* weight, int64_t in, int64_t out, int64_t kernel, int64_t before,
                 bool whole) {
  const int64_t taps = kernel * kernel, size = taps * in * out;
  Dense conv{in, out, kernel, before, whole, std::vector<float>(size), std::vector<float>(size)};
  pack(
      taps * in, out,
      [&](int64_t k, int64_t n) { return weight[(n * in + k % in) * taps + k / in]; },
      conv.forward.data());
  if (whole) {
    for (int64_t y = 0; y < kernel; ++y)
      pack(
          out, kernel * in,
          [&](int64_t k, int64_t n) {
            return weight[(k * in + n % in) * taps + y * kernel + n / in];
          },
          conv.backward.data() + y * out * kernel * in);
  } else {
    pack(
        taps * out, in,
        [&](int64_t k, int64_t n) {
          return weight[(k % out * in + n) * taps + taps - 1 - k / out];
        },
        conv.backward.data());
  }
  return conv;
}

HWY_EXPORT(Forward);
HWY_EXPORT(Backward);

void dense(const Dense& conv, const float* bias, const Volume& from, const Volume& to,
           const Signs& signs, float slope, int64_t groups, Share share) {
  HWY_DYNAMIC_DISPATCH(Forward)(conv, bias, from, to, signs, slope, groups, share);
}

void dense_back(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, int64_t groups, Share share) {
  HWY_DYNAMIC_DISPATCH(Backward)(conv, from, to, signs, slope, groups, share);
}

}  // namespace coopbench::kernels
#endif

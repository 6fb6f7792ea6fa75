#include "ebm/kernels/dense.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ebm/kernels/dense.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "ebm/kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {
namespace {

HWY_ATTR void LeakyBackRows(float* x, const uint32_t* signs, int64_t count, float slope) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const Vector low = hn::Set(d, slope);
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t part = 0; part * width < lanes; ++part) {
      float* at = x + i * lanes + part * width;
      hn::Store(LeakyBack(hn::Load(d, at), signs + i, part, low), d, at);
    }
  }
}

HWY_ATTR void Forward(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                      float slope, int64_t groups, Share share) {
  const int64_t pixel = from.channels * lanes, out = to.channels * lanes;
  if (conv.whole) {
    const Left left{from.pixel(0, 0), from.numbers(), conv.kernel, from.row(),
                    conv.kernel * from.channels};
    const int64_t blocks = (conv.out + 7) / 8;
    const int64_t n = 8 * share.begin(blocks), end = HWY_MIN(8 * share.end(blocks), conv.out);
    if (n >= end) return;
    Multiply<Single>(groups, end - n, left, conv.forward.data() + n * left.segments * left.run,
                     conv.bias.data() + n, Begin::bias, to.pixel(0, 0) + n * lanes, to.numbers());
    for (int64_t g = 0; g < groups; ++g)
      LeakyRows(to.pixel(0, 0) + g * to.numbers() + n * lanes, signs.data + g * conv.out + n,
                end - n, slope);
    return;
  }
  const int64_t rows = groups * to.side;
  for (int64_t r = share.begin(rows); r < share.end(rows); ++r) {
    const int64_t g = r / to.side, y = r % to.side;
    const Left left{from.pixel(y - conv.before, -conv.before) + g * from.numbers(), pixel,
                    conv.kernel, from.row(), conv.kernel * from.channels};
    float* row = to.pixel(y, 0) + g * to.numbers();
    Multiply<Single>(to.side, conv.out, left, conv.forward.data(), conv.bias.data(), Begin::bias,
                     row, out);
    LeakyRows(row, group(signs, g).pixel(y, 0), to.side * to.channels, slope);
  }
}

HWY_ATTR void Backward(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                       float slope, int64_t groups, Share share) {
  const int64_t width = to.side * to.channels, rows = conv.whole ? to.side : groups * to.side;
  for (int64_t r = share.begin(rows); r < share.end(rows); ++r) {
    const int64_t y = r % to.side, first = conv.whole ? 0 : r / to.side,
                  last = conv.whole ? groups : first + 1;
    float* row = to.pixel(y, 0) + first * to.numbers();
    if (conv.whole) {
      const Left left{from.data, from.numbers(), 1, 0, conv.out};
      Multiply<Single>(groups, width, left, conv.backward.data() + y * conv.out * width, nullptr,
                       Begin::zero, row, to.numbers());
    } else {
      const int64_t shift = conv.before - conv.kernel + 1;
      const Left left{from.pixel(y + shift, shift) + first * from.numbers(), from.channels * lanes,
                      conv.kernel, from.row(), conv.kernel * from.channels};
      Multiply<Single>(to.side, conv.in, left, conv.backward.data(), nullptr, Begin::zero, row,
                       to.channels * lanes);
    }
    if (signs.data != nullptr)
      for (int64_t g = first; g < last; ++g)
        LeakyBackRows(to.pixel(y, 0) + g * to.numbers(), group(signs, g).pixel(y, 0), width, slope);
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

Dense pack_dense(const float* weight, const float* bias, int64_t in, int64_t out, int64_t kernel,
                 int64_t before, bool whole) {
  const int64_t taps = kernel * kernel, size = taps * in * out;
  Dense conv{in,
             out,
             kernel,
             before,
             whole,
             std::vector<float>(size),
             std::vector<float>(size),
             std::vector<float>(bias, bias + out)};
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

void dense(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs, float slope,
           int64_t groups, Share share) {
  HWY_DYNAMIC_DISPATCH(Forward)(conv, from, to, signs, slope, groups, share);
}

void dense_back(const Dense& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, int64_t groups, Share share) {
  HWY_DYNAMIC_DISPATCH(Backward)(conv, from, to, signs, slope, groups, share);
}

}  // namespace coopbench::kernels
#endif

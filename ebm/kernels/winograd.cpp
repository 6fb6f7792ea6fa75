#include "ebm/kernels/winograd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ebm/kernels/winograd.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "ebm/kernels/bf16_product.h"
#include "ebm/kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {
namespace {

/// Products in a tile's plane, and phases (even or odd row, even or odd column).
constexpr int64_t places = 9, phases = 4;

HWY_ATTR void MultiplyDeep(bool pairs, int64_t rows, int64_t columns, const float* left,
                           int64_t row_stride, int64_t depth, const float* weights, float* out,
                           int64_t out_stride) {
  for (int64_t k = 0; k < depth; k += depth_block) {
    const Left part{left + k * lanes, row_stride, 1, 0, HWY_MIN(depth_block, depth - k)};
    const Begin begin = k == 0 ? Begin::zero : Begin::sum;
    if (pairs && has_bf16())
      multiply_bf16(rows, columns, part.data, row_stride, part.run, weights + k * columns, k > 0,
                    out, out_stride);
    else if (pairs)
      Multiply<Pairs>(rows, columns, part, weights + k * columns, nullptr, begin, {}, out,
                      out_stride);
    else
      Multiply<Single>(rows, columns, part, weights + k * columns, nullptr, begin, {}, out,
                       out_stride);
  }
}

/// Puts what `make(channel number * lanes + lane, Vector (&)[count])` makes of each channel at out
/// + i * stride: one channel a row, or two as a pair of bf16.
template <int count, class Make>
HWY_ATTR HWY_INLINE void PutRows(bool pairs, int64_t channels, Make make, float* out,
                                 int64_t stride) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t c = 0, row = 0; c < channels; c += pairs ? 2 : 1, ++row) {
    for (int64_t lane = 0; lane < lanes; lane += width) {
      Vector made[count];
      make(c * lanes + lane, made);
      if (pairs) {
        Vector next[count];
        if (c + 1 < channels) {
          make((c + 1) * lanes + lane, next);
        } else {
#pragma GCC unroll 25
          for (int i = 0; i < count; ++i) next[i] = hn::Zero(d);
        }
#pragma GCC unroll 25
        for (int i = 0; i < count; ++i) made[i] = Paired(made[i], next[i]);
      }
#pragma GCC unroll 25
      for (int i = 0; i < count; ++i) hn::Store(made[i], d, out + i * stride + row * lanes + lane);
    }
  }
}

/// One tile of the input to its 9 places for each phase; place p lies at out + p * place_stride.
HWY_ATTR void ScatterInput(bool pairs, const Volume& from, int64_t ty, int64_t tx, float* out,
                           int64_t place_stride) {
  const int64_t count = from.channels * lanes,
                rows = pairs ? (from.channels + 1) / 2 : from.channels;
  for (int64_t phase = 0; phase < phases; ++phase, out += rows * lanes) {
    const float* at[3];
    for (int64_t i = 0; i < 3; ++i)
      at[i] = from.pixel(4 * ty + 2 * i + phase / 2 - 1, 4 * tx + phase % 2 - 1);
    const auto make = [&](int64_t c, Vector(&made)[places]) HWY_ATTR {
      const Wide d;
      Vector row[3][3];
#pragma GCC unroll 3
      for (int i = 0; i < 3; ++i) {
        const Vector a = hn::Load(d, at[i] + c), b = hn::Load(d, at[i] + 2 * count + c),
                     e = hn::Load(d, at[i] + 4 * count + c);
        row[i][0] = hn::Sub(a, b);
        row[i][1] = b;
        row[i][2] = hn::Sub(b, e);
      }
#pragma GCC unroll 3
      for (int j = 0; j < 3; ++j) {
        made[j] = hn::Sub(row[0][j], row[1][j]);
        made[3 + j] = row[1][j];
        made[6 + j] = hn::Sub(row[1][j], row[2][j]);
      }
    };
    PutRows<places>(pairs, from.channels, make, out, place_stride);
  }
}

/// 3x3 products to 2x2 outputs.
HWY_ATTR HWY_INLINE void Gather(const float* products, int64_t place_stride, Vector (&out)[2][2]) {
  const Wide d;
  Vector rows[2][3];
#pragma GCC unroll 3
  for (int j = 0; j < 3; ++j) {
    const Vector middle = hn::Load(d, products + (3 + j) * place_stride);
    rows[0][j] = hn::Add(hn::Load(d, products + j * place_stride), middle);
    rows[1][j] = hn::Sub(middle, hn::Load(d, products + (6 + j) * place_stride));
  }
#pragma GCC unroll 2
  for (int i = 0; i < 2; ++i) {
    out[i][0] = hn::Add(rows[i][0], rows[i][1]);
    out[i][1] = hn::Sub(rows[i][1], rows[i][2]);
  }
}

/// Puts a tile's products as 2x2 pixels into `to`, the first at (y, x) and the next `apart`
/// further; those beyond the side are left out. `finish(x, n, y, x, part)` is what channel n of a
/// pixel becomes.
template <class FinishPixel>
HWY_ATTR HWY_INLINE void PutPixels(const Volume& to, int64_t y, int64_t x, int64_t apart,
                                   const float* products, FinishPixel finish) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  if (y >= to.side || x >= to.side) return;
  const bool below = y + apart < to.side, right = x + apart < to.side;
  float* out[2][2] = {{to.pixel(y, x), to.pixel(y, x + apart)},
                      {to.pixel(y + apart, x), to.pixel(y + apart, x + apart)}};
  for (int64_t n = 0; n < to.channels; ++n) {
    for (int64_t part = 0; part * width < lanes; ++part) {
      const int64_t c = n * lanes + part * width;
      Vector made[2][2];
      Gather(products + c, to.channels * lanes, made);
#pragma GCC unroll 2
      for (int64_t i = 0; i < 2; ++i) {
#pragma GCC unroll 2
        for (int64_t j = 0; j < 2; ++j)
          if ((i == 0 || below) && (j == 0 || right))
            hn::Store(finish(made[i][j], n, y + i * apart, x + j * apart, part), d, out[i][j] + c);
      }
    }
  }
}

/// Products of one tile to its outputs, the first at (y, x).
HWY_ATTR void GatherOutput(const float* bias, const Volume& to, int64_t y, int64_t x,
                           const Signs& signs, float slope, const float* products) {
  const Vector low = hn::Set(Wide(), slope);
  PutPixels(to, y, x, 1, products,
            [&](Vector made, int64_t n, int64_t row, int64_t column, int64_t part) HWY_ATTR {
              const Vector sum = hn::Add(made, hn::Set(Wide(), bias[n]));
              return Leaky(sum, signs.pixel(row, column) + n, part, low);
            });
}

HWY_ATTR void Halve(const Halving& conv, const float* bias, const Volume& from, const Volume& to,
                    const Signs& signs, float slope, float* space, Share share) {
  const int64_t across = tiles(to.side), all = across * across, together = conv.tiles_together();
  const int64_t depth = phases * conv.rows(conv.in), row = depth * lanes, place = together * row;
  const int64_t product = conv.out * lanes;
  float* products = space + places * place;
  const int64_t units = (all + together - 1) / together;
  for (int64_t unit = share.begin(units); unit < share.end(units); ++unit) {
    const int64_t first = unit * together, count = HWY_MIN(together, all - first);
    for (int64_t t = 0; t < count; ++t)
      ScatterInput(conv.pairs, from, (first + t) / across, (first + t) % across, space + t * row,
                   place);
    for (int64_t p = 0; p < places; ++p)
      MultiplyDeep(conv.pairs, count, conv.out, space + p * place, row, depth,
                   conv.forward.data() + p * depth * conv.out, products + p * product,
                   places * product);
    for (int64_t t = 0; t < count; ++t)
      GatherOutput(bias, to, 2 * ((first + t) / across), 2 * ((first + t) % across), signs, slope,
                   products + t * places * product);
  }
}

/// 4x4 gradients around a tile to the 25 places that its phases share: along each axis a-b, b, b-c,
/// c, c-d.
HWY_ATTR void ScatterGradient(bool pairs, const Volume& from, int64_t ty, int64_t tx, float* out,
                              int64_t place_stride) {
  const int64_t count = from.channels * lanes;
  const float* at[4];
  for (int64_t i = 0; i < 4; ++i) at[i] = from.pixel(2 * ty + i - 1, 2 * tx - 1);
  const auto make = [&](int64_t c, Vector(&made)[25]) HWY_ATTR {
    const Wide d;
    Vector row[4][5];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const Vector b = hn::Load(d, at[i] + count + c), e = hn::Load(d, at[i] + 2 * count + c);
      row[i][0] = hn::Sub(hn::Load(d, at[i] + c), b);
      row[i][1] = b;
      row[i][2] = hn::Sub(b, e);
      row[i][3] = e;
      row[i][4] = hn::Sub(e, hn::Load(d, at[i] + 3 * count + c));
    }
#pragma GCC unroll 5
    for (int j = 0; j < 5; ++j) {
      made[j] = hn::Sub(row[0][j], row[1][j]);
      made[5 + j] = row[1][j];
      made[10 + j] = hn::Sub(row[1][j], row[2][j]);
      made[15 + j] = row[2][j];
      made[20 + j] = hn::Sub(row[2][j], row[3][j]);
    }
  };
  PutRows<25>(pairs, from.channels, make, out, place_stride);
}

/// Products of one tile and phase to the gradients of that phase's pixels, the first at (y, x).
HWY_ATTR void GatherGradient(const Volume& to, int64_t y, int64_t x, const Signs& signs,
                             float slope, const float* products) {
  const Vector low = hn::Set(Wide(), slope);
  PutPixels(to, y, x, 2, products,
            [&](Vector made, int64_t n, int64_t row, int64_t column, int64_t part) HWY_ATTR {
              if (signs.data == nullptr) return made;
              return LeakyBack(made, signs.pixel(row, column) + n, part, low);
            });
}

HWY_ATTR void HalveBack(const Halving& conv, const Volume& from, const Volume& to,
                        const Signs& signs, float slope, float* space, Share share) {
  const int64_t across = tiles(from.side), all = across * across, together = conv.tiles_together();
  const int64_t depth = conv.rows(conv.out), row = depth * lanes, place = together * row;
  const int64_t product = conv.in * lanes;
  float* products = space + 25 * place;
  const int64_t units = (all + together - 1) / together;
  for (int64_t unit = share.begin(units); unit < share.end(units); ++unit) {
    const int64_t first = unit * together, count = HWY_MIN(together, all - first);
    for (int64_t t = 0; t < count; ++t)
      ScatterGradient(conv.pairs, from, (first + t) / across, (first + t) % across, space + t * row,
                      place);
    for (int64_t phase = 0; phase < phases; ++phase) {
      const int64_t down = phase / 2 == 0 ? 2 : 0, along = phase % 2 == 0 ? 2 : 0;
      for (int64_t p = 0; p < places; ++p) {
        const int64_t v = (p / 3 + down) * 5 + p % 3 + along;
        MultiplyDeep(conv.pairs, count, conv.in, space + v * place, row, depth,
                     conv.backward.data() + (phase * places + p) * depth * conv.in,
                     products + p * product, places * product);
      }
      for (int64_t t = 0; t < count; ++t)
        GatherGradient(to, 4 * ((first + t) / across) + 1 - phase / 2,
                       4 * ((first + t) % across) + 1 - phase % 2, signs, slope,
                       products + t * places * product);
    }
  }
}

}  // namespace
}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>

namespace coopbench::kernels {

int64_t halving_space(const Halving& conv) {
  return conv.tiles_together() * lanes *
         std::max(36 * conv.rows(conv.in) + 9 * conv.out, 25 * conv.rows(conv.out) + 9 * conv.in);
}

HWY_EXPORT(Halve);
HWY_EXPORT(HalveBack);

void halve(const Halving& conv, const float* bias, const Volume& from, const Volume& to,
           const Signs& signs, float slope, float* space, Share share) {
  HWY_DYNAMIC_DISPATCH(Halve)(conv, bias, from, to, signs, slope, space, share);
}

void halve_back(const Halving& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, float* space, Share share) {
  HWY_DYNAMIC_DISPATCH(HalveBack)(conv, from, to, signs, slope, space, share);
}

}  // namespace coopbench::kernels
#endif

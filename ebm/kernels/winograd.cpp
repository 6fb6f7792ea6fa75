#include "ebm/kernels/winograd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ebm/kernels/winograd.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "ebm/kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {
namespace {

/// Products in a tile's plane, and phases (even or odd row, even or odd column).
constexpr int64_t places = 9, phases = 4;
/// Rows of the left side that stay in the first-level cache.
constexpr int64_t depth_block = 64;

/// Tiles done together: more where weights are many, so that they are read more seldom.
int64_t tiles_together(const Halving& conv) { return conv.in * conv.out < 2048 ? 2 : 4; }

HWY_ATTR void MultiplyDeep(int64_t rows, int64_t columns, const float* left, int64_t row_stride,
                           int64_t depth, const float* weights, float* out, int64_t out_stride) {
  for (int64_t k = 0; k < depth; k += depth_block) {
    const int64_t run = HWY_MIN(depth_block, depth - k);
    Multiply(rows, columns, {left + k * lanes, row_stride, 1, 0, run}, weights + k * columns,
             nullptr, k == 0 ? Begin::zero : Begin::sum, out, out_stride);
  }
}

/// One tile of the input to its 9 places for each phase; place p lies at out + p * place_stride.
HWY_ATTR void ScatterInput(const Volume& from, int64_t ty, int64_t tx, float* out,
                           int64_t place_stride) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const int64_t count = from.channels * lanes;
  for (int64_t phase = 0; phase < phases; ++phase, out += count) {
    const float* at[3];
    for (int64_t i = 0; i < 3; ++i)
      at[i] = from.pixel(4 * ty + 2 * i + phase / 2 - 1, 4 * tx + phase % 2 - 1);
    for (int64_t c = 0; c < count; c += width) {
      Vector rows[3][3];
#pragma GCC unroll 3
      for (int i = 0; i < 3; ++i) {
        const Vector a = hn::Load(d, at[i] + c), b = hn::Load(d, at[i] + 2 * count + c),
                     e = hn::Load(d, at[i] + 4 * count + c);
        rows[i][0] = hn::Sub(a, b);
        rows[i][1] = b;
        rows[i][2] = hn::Sub(b, e);
      }
#pragma GCC unroll 3
      for (int j = 0; j < 3; ++j) {
        hn::Store(hn::Sub(rows[0][j], rows[1][j]), d, out + j * place_stride + c);
        hn::Store(rows[1][j], d, out + (3 + j) * place_stride + c);
        hn::Store(hn::Sub(rows[1][j], rows[2][j]), d, out + (6 + j) * place_stride + c);
      }
    }
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

HWY_ATTR void Halve(const Halving& conv, const Volume& from, const Volume& to, const Signs& signs,
                    float slope, float* space, Share share) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const int64_t across = tiles(to.side), all = across * across, together = tiles_together(conv);
  const int64_t depth = phases * conv.in, row = depth * lanes, place = together * row;
  float* products = space + places * place;
  const int64_t units = (all + together - 1) / together;
  for (int64_t unit = share.begin(units); unit < share.end(units); ++unit) {
    const int64_t first = unit * together, count = HWY_MIN(together, all - first);
    for (int64_t t = 0; t < count; ++t)
      ScatterInput(from, (first + t) / across, (first + t) % across, space + t * row, place);
    for (int64_t p = 0; p < places; ++p)
      MultiplyDeep(count, conv.out, space + p * place, row, depth,
                   conv.forward.data() + p * depth * conv.out, products + p * conv.out * lanes,
                   places * conv.out * lanes);
    for (int64_t t = 0; t < count; ++t) {
      const int64_t y = 2 * ((first + t) / across), x = 2 * ((first + t) % across);
      const bool below = y + 1 < to.side, right = x + 1 < to.side;
      float* out[2][2] = {{to.pixel(y, x), to.pixel(y, x + 1)},
                          {to.pixel(y + 1, x), to.pixel(y + 1, x + 1)}};
      const float* tile = products + t * places * conv.out * lanes;
      for (int64_t n = 0; n < conv.out; ++n) {
        const Vector bias = hn::Set(d, conv.bias[n]);
        for (int64_t lane = 0; lane < lanes; lane += width) {
          const int64_t c = n * lanes + lane;
          Vector made[2][2];
          Gather(tile + c, conv.out * lanes, made);
          hn::Store(hn::Add(made[0][0], bias), d, out[0][0] + c);
          if (right) hn::Store(hn::Add(made[0][1], bias), d, out[0][1] + c);
          if (below) hn::Store(hn::Add(made[1][0], bias), d, out[1][0] + c);
          if (below && right) hn::Store(hn::Add(made[1][1], bias), d, out[1][1] + c);
        }
      }
      for (int64_t i = 0; i < 2; ++i)
        for (int64_t j = 0; j < 2; ++j)
          if ((i == 0 || below) && (j == 0 || right))
            LeakyRows(out[i][j], signs.pixel(y + i, x + j), conv.out, slope);
    }
  }
}

/// 4x4 gradients around a tile to the 25 places that its phases share: along each axis a-b, b, b-c,
/// c, c-d.
HWY_ATTR void ScatterGradient(const Volume& from, int64_t ty, int64_t tx, float* out,
                              int64_t place_stride) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const int64_t count = from.channels * lanes;
  const float* at[4];
  for (int64_t i = 0; i < 4; ++i) at[i] = from.pixel(2 * ty + i - 1, 2 * tx - 1);
  for (int64_t c = 0; c < count; c += width) {
    Vector rows[4][5];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const Vector b = hn::Load(d, at[i] + count + c), e = hn::Load(d, at[i] + 2 * count + c);
      rows[i][0] = hn::Sub(hn::Load(d, at[i] + c), b);
      rows[i][1] = b;
      rows[i][2] = hn::Sub(b, e);
      rows[i][3] = e;
      rows[i][4] = hn::Sub(e, hn::Load(d, at[i] + 3 * count + c));
    }
#pragma GCC unroll 5
    for (int j = 0; j < 5; ++j) {
      hn::Store(hn::Sub(rows[0][j], rows[1][j]), d, out + j * place_stride + c);
      hn::Store(rows[1][j], d, out + (5 + j) * place_stride + c);
      hn::Store(hn::Sub(rows[1][j], rows[2][j]), d, out + (10 + j) * place_stride + c);
      hn::Store(rows[2][j], d, out + (15 + j) * place_stride + c);
      hn::Store(hn::Sub(rows[2][j], rows[3][j]), d, out + (20 + j) * place_stride + c);
    }
  }
}

HWY_ATTR void HalveBack(const Halving& conv, const Volume& from, const Volume& to,
                        const Signs& signs, float slope, float* space, Share share) {
  const Wide d;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const Vector low = hn::Set(d, slope);
  const int64_t across = tiles(from.side), all = across * across, together = tiles_together(conv);
  const int64_t row = conv.out * lanes, place = together * row;
  float* products = space + 25 * place;
  const int64_t product = conv.in * lanes, tile_stride = phases * places * product;
  const int64_t units = (all + together - 1) / together;
  for (int64_t unit = share.begin(units); unit < share.end(units); ++unit) {
    const int64_t first = unit * together, count = HWY_MIN(together, all - first);
    for (int64_t t = 0; t < count; ++t)
      ScatterGradient(from, (first + t) / across, (first + t) % across, space + t * row, place);
    for (int64_t phase = 0; phase < phases; ++phase) {
      const int64_t down = phase / 2 == 0 ? 2 : 0, along = phase % 2 == 0 ? 2 : 0;
      for (int64_t p = 0; p < places; ++p) {
        const int64_t v = (p / 3 + down) * 5 + p % 3 + along, q = phase * places + p;
        MultiplyDeep(count, conv.in, space + v * place, row, conv.out,
                     conv.backward.data() + q * conv.out * conv.in, products + q * product,
                     tile_stride);
      }
    }
    for (int64_t t = 0; t < count; ++t) {
      const int64_t y0 = 4 * ((first + t) / across), x0 = 4 * ((first + t) % across);
      for (int64_t phase = 0; phase < phases; ++phase) {
        const int64_t y = y0 + 1 - phase / 2, x = x0 + 1 - phase % 2;
        const float* tile = products + t * tile_stride + phase * places * product;
        if (y >= to.side || x >= to.side) continue;
        const bool below = y + 2 < to.side, right = x + 2 < to.side;
        float* out[2][2] = {{to.pixel(y, x), to.pixel(y, x + 2)},
                            {to.pixel(y + 2, x), to.pixel(y + 2, x + 2)}};
        for (int64_t n = 0; n < conv.in; ++n) {
          for (int64_t part = 0; part * width < lanes; ++part) {
            const int64_t c = n * lanes + part * width;
            Vector made[2][2];
            Gather(tile + c, product, made);
#pragma GCC unroll 2
            for (int i = 0; i < 2; ++i) {
#pragma GCC unroll 2
              for (int j = 0; j < 2; ++j) {
                if ((i == 1 && !below) || (j == 1 && !right)) continue;
                if (signs.data != nullptr)
                  made[i][j] =
                      LeakyBack(made[i][j], signs.pixel(y + 2 * i, x + 2 * j) + n, part, low);
                hn::Store(made[i][j], d, out[i][j] + c);
              }
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coopbench::kernels {
namespace {

constexpr int64_t depth_block = 64;

/// Sums of a 4x4 kernel's taps for each phase and place: along an axis, phase p has taps p and
/// p + 2, and the places weigh them (first), (both), (second). Backward they come last first.
template <class Put>
void transformed(const float* weight, int64_t in, int64_t out, bool back, Put put) {
  for (int64_t o = 0; o < out; ++o) {
    for (int64_t i = 0; i < in; ++i, weight += 16) {
      for (int64_t py = 0; py < 2; ++py) {
        for (int64_t px = 0; px < 2; ++px) {
          const float* w = weight + 4 * py + px;
          const float a = w[0], b = w[2], c = w[8], e = w[10];
          const float place[9] = {a, a + b, b, a + c, (a + c) + (b + e), b + e, c, c + e, e};
          for (int64_t p = 0; p < 9; ++p) put(2 * py + px, p, o, i, place[back ? 8 - p : p]);
        }
      }
    }
  }
}

/// Where a product's weight (k, n) of `depth` x `columns` lies in blocks of depth_block and of 8.
int64_t packed_place(int64_t k, int64_t n, int64_t depth, int64_t columns) {
  const int64_t k0 = k / depth_block * depth_block, run = std::min(depth_block, depth - k0);
  const int64_t n0 = n / 8 * 8, width = std::min<int64_t>(8, columns - n0);
  return k0 * columns + n0 * run + (k - k0) * width + (n - n0);
}

}  // namespace

Halving pack_halving(const float* weight, const float* bias, int64_t in, int64_t out) {
  Halving conv{.in = in,
               .out = out,
               .forward = std::vector<float>(36 * in * out),
               .backward = std::vector<float>(36 * in * out),
               .bias = std::vector<float>(bias, bias + out)};
  transformed(weight, in, out, false, [&](int64_t phase, int64_t p, int64_t o, int64_t i, float w) {
    conv.forward[p * 4 * in * out + packed_place(phase * in + i, o, 4 * in, out)] = w;
  });
  transformed(weight, in, out, true, [&](int64_t phase, int64_t p, int64_t o, int64_t i, float w) {
    conv.backward[(phase * 9 + p) * in * out + packed_place(o, i, out, in)] = w;
  });
  return conv;
}

int64_t halving_space(const Halving& conv) {
  const int64_t together = conv.in * conv.out < 2048 ? 2 : 4;
  return together * lanes * std::max(36 * conv.in + 9 * conv.out, 25 * conv.out + 36 * conv.in);
}

HWY_EXPORT(Halve);
HWY_EXPORT(HalveBack);

void halve(const Halving& conv, const Volume& from, const Volume& to, const Signs& signs,
           float slope, float* space, Share share) {
  HWY_DYNAMIC_DISPATCH(Halve)(conv, from, to, signs, slope, space, share);
}

void halve_back(const Halving& conv, const Volume& from, const Volume& to, const Signs& signs,
                float slope, float* space, Share share) {
  HWY_DYNAMIC_DISPATCH(HalveBack)(conv, from, to, signs, slope, space, share);
}

}  // namespace coopbench::kernels
#endif

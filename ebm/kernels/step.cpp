#include "ebm/kernels/step.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ebm/kernels/step.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "core/normal-inl.h"
#include "ebm/kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace coopbench::kernels::HWY_NAMESPACE {
namespace {

namespace random = coopbench::HWY_NAMESPACE;

HWY_ATTR void Step(const StepFactors& factors, const NoisePlace& noise, bool first,
                   const Anchors& anchors, const Volume& x, const Volume& gradient, float* momentum,
                   float* drift2) {
  const Wide d;
  const random::Words words;
  const auto width = static_cast<int64_t>(hn::Lanes(d));
  const int64_t area = x.side * x.side, numbers = area * x.channels;
  const Vector of_gradient = hn::Set(d, static_cast<float>(factors.gradient)),
               of_x = hn::Set(d, static_cast<float>(factors.x)),
               old = hn::Set(d, static_cast<float>(factors.momentum)),
               fresh = hn::Set(d, static_cast<float>(1 - factors.momentum)),
               scale = hn::Set(d, static_cast<float>(factors.noise));
  for (int64_t lane = 0; lane < lanes; lane += width) {
    Vector sum = hn::Load(d, drift2 + lane);
    const auto chain = hn::Iota(words, noise.counter[1] + static_cast<uint32_t>(lane));
    // A block of the generator holds four numbers of a chain in the order channel, row, column.
    for (int64_t e = 0; e < numbers; e += 4) {
      random::Float xi[4];
      if (factors.noise > 0) {
        random::Word place[4] = {hn::Set(words, static_cast<uint32_t>(e / 4)), chain,
                                 hn::Set(words, noise.counter[2]),
                                 hn::Set(words, noise.counter[3])};
        random::Normals(noise.seed, place, xi);
      }
      for (int64_t i = 0; i < HWY_MIN(int64_t{4}, numbers - e); ++i) {
        const int64_t channel = (e + i) / area, pixel = (e + i) % area;
        const int64_t at = (pixel * x.channels + channel) * lanes + lane;
        float* here = x.pixel(pixel / x.side, pixel % x.side) + channel * lanes + lane;
        const Vector now = hn::Load(d, here);
        Vector m = hn::Load(d, gradient.data + at);
        if (anchors.at != nullptr)
          m = hn::MulAdd(hn::Load(d, anchors.precision + lane),
                         hn::Sub(now, hn::Load(d, anchors.at + at)), m);
        if (factors.momentum > 0) {
          if (!first) m = hn::MulAdd(old, hn::Load(d, momentum + at), hn::Mul(fresh, m));
          hn::Store(m, d, momentum + at);
        }
        const Vector drift = hn::MulAdd(of_x, now, hn::Mul(of_gradient, m));
        sum = hn::MulAdd(drift, drift, sum);
        const Vector moved = hn::Add(now, drift);
        hn::Store(factors.noise > 0 ? hn::MulAdd(scale, xi[i], moved) : moved, d, here);
      }
    }
    hn::Store(sum, d, drift2 + lane);
  }
}

}  // namespace
}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coopbench::kernels {

HWY_EXPORT(Step);

void step(const StepFactors& factors, const NoisePlace& noise, bool first, const Anchors& anchors,
          const Volume& x, const Volume& gradient, float* momentum, float* drift2) {
  HWY_DYNAMIC_DISPATCH(Step)(factors, noise, first, anchors, x, gradient, momentum, drift2);
}

}  // namespace coopbench::kernels
#endif

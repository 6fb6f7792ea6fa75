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
                   const StepSums& sums) {
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
    Vector sum = hn::Load(d, sums.drift2 + lane);
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
    hn::Store(sum, d, sums.drift2 + lane);
  }
}

/// One lane's vector of a group, number by number in the order of the gradient.
struct Numbers {
  const Volume& x;
  const Volume& gradient;
  int64_t lane, area = x.side * x.side;

  int64_t count() const { return area * x.channels; }
  float* of_gradient(int64_t i) const { return gradient.data + i * lanes + lane; }
  float* of_x(int64_t i) const {
    const int64_t pixel = i / x.channels;
    return x.pixel(pixel / x.side, pixel % x.side) + i % x.channels * lanes + lane;
  }
};

/// bound / max(bound, sqrt(norm2)), and 1 added to `count` where norm2 is beyond; 1 without a
/// bound.
HWY_ATTR Vector Shortened(double bound, Vector norm2, float*& count) {
  const Wide d;
  const Vector one = hn::Set(d, 1.0F);
  if (bound == StepFactors::none) return one;
  const Vector most = hn::Set(d, static_cast<float>(bound)), norm = hn::Sqrt(norm2);
  const auto beyond = hn::Gt(norm, most);
  hn::Store(hn::Add(hn::Load(d, count), hn::IfThenElseZero(beyond, one)), d, count);
  count += lanes;
  return hn::IfThenElse(beyond, hn::Div(most, norm), one);
}

/// The numbers that are beyond low or high are put there and counted.
HWY_ATTR Vector Clamped(Vector x, double low, double high, Vector& count) {
  const Wide d;
  const Vector least = hn::Set(d, static_cast<float>(low)),
               most = hn::Set(d, static_cast<float>(high));
  const auto beyond = hn::Or(hn::Lt(x, least), hn::Gt(x, most));
  count = hn::Add(count, hn::IfThenElseZero(beyond, hn::Set(d, 1.0F)));
  return hn::IfThenElse(hn::Lt(x, least), least, hn::IfThenElse(hn::Gt(x, most), most, x));
}

/// As Step, with bounds: norms are known only when all numbers were seen, so it goes three times
/// over them, the gradient in place of what it becomes.
HWY_ATTR void StepBounded(const StepFactors& f, const NoisePlace& noise, bool first,
                          const Anchors& anchors, const Volume& x, const Volume& gradient,
                          float* momentum, const StepSums& sums) {
  const Wide d;
  const random::Words words;
  for (int64_t lane = 0; lane < lanes; lane += static_cast<int64_t>(hn::Lanes(d))) {
    const Numbers n{x, gradient, lane};
    float* count = sums.counts + lane;
    Vector norm2 = hn::Zero(d), beyond = hn::Zero(d);
    for (int64_t i = 0; i < n.count(); ++i) {
      Vector g = hn::Load(d, n.of_gradient(i));
      if (anchors.at != nullptr)
        g = hn::MulAdd(hn::Load(d, anchors.precision + lane),
                       hn::Sub(hn::Load(d, n.of_x(i)), hn::Load(d, anchors.at + i * lanes + lane)),
                       g);
      g = Clamped(g, -f.clip, f.clip, beyond);
      norm2 = hn::MulAdd(g, g, norm2);
      hn::Store(g, d, n.of_gradient(i));
    }
    if (f.clip < StepFactors::none) {
      hn::Store(hn::Add(hn::Load(d, count), beyond), d, count);
      count += lanes;
    }
    const Vector of_gradient = Shortened(f.clip_norm, norm2, count);
    norm2 = hn::Zero(d);
    for (int64_t i = 0; i < n.count(); ++i) {
      Vector m = hn::Mul(hn::Load(d, n.of_gradient(i)), of_gradient);
      if (f.momentum > 0) {
        float* kept = momentum + i * lanes + lane;
        if (!first)
          m = hn::MulAdd(hn::Set(d, static_cast<float>(f.momentum)), hn::Load(d, kept),
                         hn::Mul(hn::Set(d, static_cast<float>(1 - f.momentum)), m));
        hn::Store(m, d, kept);
      }
      const Vector drift = hn::MulAdd(hn::Set(d, static_cast<float>(f.x)), hn::Load(d, n.of_x(i)),
                                      hn::Mul(hn::Set(d, static_cast<float>(f.gradient)), m));
      norm2 = hn::MulAdd(drift, drift, norm2);
      hn::Store(drift, d, n.of_gradient(i));
    }
    const Vector of_drift = Shortened(f.cap, norm2, count);
    hn::Store(hn::MulAdd(hn::Mul(norm2, of_drift), of_drift, hn::Load(d, sums.drift2 + lane)), d,
              sums.drift2 + lane);
    beyond = hn::Zero(d);
    const auto chain = hn::Iota(words, noise.counter[1] + static_cast<uint32_t>(lane));
    // A block of the generator holds four numbers of a chain in the order channel, row, column.
    for (int64_t e = 0; e < n.count(); e += 4) {
      random::Float xi[4];
      if (f.noise > 0) {
        random::Word place[4] = {hn::Set(words, static_cast<uint32_t>(e / 4)), chain,
                                 hn::Set(words, noise.counter[2]),
                                 hn::Set(words, noise.counter[3])};
        random::Normals(noise.seed, place, xi);
      }
      for (int64_t part = 0; part < HWY_MIN(int64_t{4}, n.count() - e); ++part) {
        const int64_t i = (e + part) % n.area * x.channels + (e + part) / n.area;
        Vector to = hn::MulAdd(hn::Load(d, n.of_gradient(i)), of_drift, hn::Load(d, n.of_x(i)));
        if (f.noise > 0) to = hn::MulAdd(hn::Set(d, static_cast<float>(f.noise)), xi[part], to);
        hn::Store(Clamped(to, f.low, f.high, beyond), d, n.of_x(i));
      }
    }
    if (f.clamps()) hn::Store(hn::Add(hn::Load(d, count), beyond), d, count);
  }
}

}  // namespace
}  // namespace coopbench::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coopbench::kernels {

HWY_EXPORT(Step);
HWY_EXPORT(StepBounded);

void step(const StepFactors& factors, const NoisePlace& noise, bool first, const Anchors& anchors,
          const Volume& x, const Volume& gradient, float* momentum, const StepSums& sums) {
  if (factors.bounded()) HWY_DYNAMIC_DISPATCH(StepBounded)
  (factors, noise, first, anchors, x, gradient, momentum, sums);
  else HWY_DYNAMIC_DISPATCH(Step)(factors, noise, first, anchors, x, gradient, momentum, sums);
}

}  // namespace coopbench::kernels
#endif

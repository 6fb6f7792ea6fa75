// Random words and normal numbers of a Stream, several places at a time, compiled once for each
// kind of processor. The arithmetic is that of core/stream.h for every lane.
#if defined(COOPBENCH_NORMAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef COOPBENCH_NORMAL_INL_H
#undef COOPBENCH_NORMAL_INL_H
#else
#define COOPBENCH_NORMAL_INL_H
#endif

#include <hwy/highway.h>
// After highway.h.
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace coopbench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::CappedTag<uint32_t, 16>;
using Word = hn::Vec<Words>;
using Floats = hn::Rebind<float, Words>;
using Float = hn::Vec<Floats>;

struct Products {
  Word high, low;
};

/// The 64-bit products of the lanes with `factor`, cut in halves.
HWY_ATTR HWY_INLINE Products Multiplied(Word a, Word factor) {
  const Words d;
  const hn::Repartition<uint64_t, Words> wide;
  const auto odd_lanes = hn::BitCast(d, hn::Set(wide, 0xFFFFFFFF00000000ULL));
  const auto even = hn::MulEven(a, factor);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(wide, a))), factor);
  const Word high_even = hn::BitCast(d, hn::ShiftRight<32>(even)),
             low_odd = hn::BitCast(d, hn::ShiftLeft<32>(odd));
  return {hn::Or(high_even, hn::And(hn::BitCast(d, odd), odd_lanes)),
          hn::Or(hn::AndNot(odd_lanes, hn::BitCast(d, even)), low_odd)};
}

/// Philox 4x32-10 (Salmon et al. 2011) at four counter words a lane, in place.
HWY_ATTR HWY_INLINE void Philox(uint64_t seed, Word (&block)[4]) {
  const Words d;
  auto key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  const Word factor0 = hn::Set(d, 0xD2511F53U), factor1 = hn::Set(d, 0xCD9E8D57U);
  for (int round = 0; round < 10; ++round) {
    const Products a = Multiplied(block[0], factor0), b = Multiplied(block[2], factor1);
    const Word old1 = block[1], old3 = block[3];
    block[0] = hn::Xor(hn::Xor(b.high, old1), hn::Set(d, key0));
    block[1] = b.low;
    block[2] = hn::Xor(hn::Xor(a.high, old3), hn::Set(d, key1));
    block[3] = a.low;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
}

/// sin(pi t) and cos(pi t) for t in [-1, 1], within 2e-7: polynomials on [-1/4, 1/4] in the
/// quadrant of t.
HWY_ATTR HWY_INLINE void SinCosPi(Float t, Float& sine, Float& cosine) {
  const Floats d;
  const hn::RebindToSigned<Floats> whole;
  const auto quadrant = hn::NearestInt(hn::Add(t, t));
  const Float f = hn::NegMulAdd(hn::ConvertTo(d, quadrant), hn::Set(d, 0.5F), t);
  const Float f2 = hn::Mul(f, f);
  // Taylor series of sin(pi f) / f and cos(pi f).
  Float s = hn::Set(d, 0.08214588661112823F);
  s = hn::MulAdd(s, f2, hn::Set(d, -0.5992645293207921F));
  s = hn::MulAdd(s, f2, hn::Set(d, 2.550164039877345F));
  s = hn::MulAdd(s, f2, hn::Set(d, -5.16771278004997F));
  s = hn::Mul(hn::MulAdd(s, f2, hn::Set(d, 3.141592653589793F)), f);
  Float c = hn::Set(d, -0.02580689139001406F);
  c = hn::MulAdd(c, f2, hn::Set(d, 0.2353306303588935F));
  c = hn::MulAdd(c, f2, hn::Set(d, -1.3352627688545893F));
  c = hn::MulAdd(c, f2, hn::Set(d, 4.058712126416768F));
  c = hn::MulAdd(c, f2, hn::Set(d, -4.934802200544679F));
  c = hn::MulAdd(c, f2, hn::Set(d, 1.0F));
  // Quadrants 0 to 3 turn (s, c) to (s, c), (c, -s), (-s, -c), (-c, s).
  const auto bit = [&](int which) HWY_ATTR { return hn::Set(whole, which); };
  const auto swap =
      hn::MaskFromVec(hn::BitCast(d, hn::VecFromMask(whole, hn::TestBit(quadrant, bit(1)))));
  const Float sign_of_sine = hn::BitCast(d, hn::ShiftLeft<30>(hn::And(quadrant, bit(2)))),
              sign_of_cosine =
                  hn::BitCast(d, hn::ShiftLeft<30>(hn::And(hn::Add(quadrant, bit(1)), bit(2))));
  sine = hn::Xor(hn::IfThenElse(swap, c, s), sign_of_sine);
  cosine = hn::Xor(hn::IfThenElse(swap, s, c), sign_of_cosine);
}

/// Two normal numbers from two words (Box and Muller 1958): radius from the second, angle from the
/// first.
HWY_ATTR HWY_INLINE void BoxMuller(Word angle, Word radius, Float& first, Float& second) {
  const Words words;
  const Floats d;
  const hn::RebindToSigned<Floats> whole;
  const auto half = [&](Word w) HWY_ATTR { return hn::ConvertTo(d, hn::BitCast(whole, w)); };
  // The word as float, rounded once: its halves are exact.
  const Float word = hn::MulAdd(half(hn::ShiftRight<16>(radius)), hn::Set(d, 65536.0F),
                                half(hn::And(radius, hn::Set(words, 0xFFFFU))));
  const Float u = hn::Add(hn::Mul(word, hn::Set(d, 0x1p-32F)), hn::Set(d, 0x1p-33F));
  const Float t =
      hn::Add(hn::Mul(hn::ConvertTo(d, hn::BitCast(whole, angle)), hn::Set(d, 0x1p-31F)),
              hn::Set(d, 0x1p-32F));
  const Float r = hn::Sqrt(hn::Mul(hn::Set(d, -2.0F), hn::Log(d, u)));
  Float sine, cosine;
  SinCosPi(t, sine, cosine);
  first = hn::Mul(r, sine);
  second = hn::Mul(r, cosine);
}

/// Turns four counter words a lane into four normal numbers a lane.
HWY_ATTR HWY_INLINE void Normals(uint64_t seed, Word (&place)[4], Float (&out)[4]) {
  Philox(seed, place);
  BoxMuller(place[0], place[1], out[0], out[1]);
  BoxMuller(place[2], place[3], out[2], out[3]);
}

}  // namespace coopbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

#include "metrics/chains.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/stream.h"
#include "metrics/fixture.h"

using namespace coopbench;
using torch::Tensor;

namespace {

/// Stationary, of variance 1.
Tensor autoregressive(int64_t chains, int64_t draws, double phi, uint64_t seed) {
  Tensor x =
      normal({.seed = seed, .purpose = Purpose::known_law}, {chains, draws}).to(torch::kFloat64);
  const double scale = std::sqrt(1 - phi * phi);
  for (int64_t i = 0; i < chains; ++i) {
    auto* chain = x[i].data_ptr<double>();
    for (int64_t t = 1; t < draws; ++t) chain[t] = phi * chain[t - 1] + scale * chain[t];
  }
  return x;
}

double size(const Tensor& draws, EssKind kind = EssKind::mean) { return ess(draws, kind); }

void refuses(const std::function<void()>& call, const std::string& words) {
  BOOST_TEST(mentions(refusal(call), {words}));
}

void all_refuse(const Tensor& draws, const std::string& words) {
  refuses([&] { iact(draws); }, words);
  for (const EssKind kind : {EssKind::mean, EssKind::bulk, EssKind::tail})
    refuses([&] { ess(draws, kind); }, words);
  for (const RhatKind kind : {RhatKind::split, RhatKind::rank})
    refuses([&] { rhat(draws, kind); }, words);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_diagnostics)

// At 0.9 the estimate sums about 60 lags: relative standard deviation sqrt(2 * 121 / 400000) = 2.5
// %, so 10 % is 4 of them, and less for the other coefficients.
BOOST_AUTO_TEST_CASE(autoregression_has_the_time_of_theory) {
  for (const double phi : {-0.4, 0.0, 0.5, 0.9}) {
    const Tensor x = autoregressive(4, 100000, phi, 1);
    const double tau = (1 + phi) / (1 - phi);
    BOOST_TEST_CONTEXT("coefficient " << phi) {
      BOOST_TEST(std::abs(iact(x) / tau - 1) < 0.1);
      BOOST_TEST(std::abs(size(x) * tau / 4e5 - 1) < 0.1);
      // Rank-normalised normal draws are the draws themselves, but for the noise of the ranks.
      BOOST_TEST(std::abs(size(x, EssKind::bulk) / size(x) - 1) < 0.01);
    }
  }
}

// Chains a known distance apart: the variance of all draws is 1 + that of the distances. The
// variance of the means of halves adds tau / 50000, at most 0.0004.
BOOST_AUTO_TEST_CASE(rhat_of_chains_apart_is_that_of_theory) {
  const Tensor apart = torch::tensor({-0.6, 0.0, 0.0, 0.6}, torch::kFloat64).unsqueeze(1);
  const double between = 2 * (0.36 + 0.36) / 7;  // each chain stands twice, 8 - 1 degrees
  for (const double phi : {-0.4, 0.0, 0.5, 0.9}) {
    const Tensor x = autoregressive(4, 100000, phi, 2);
    BOOST_TEST(std::abs(rhat(x, RhatKind::split) - 1) < 0.001);
    BOOST_TEST(std::abs(rhat(x, RhatKind::rank) - 1) < 0.001);
    BOOST_TEST(std::abs(rhat(x + apart, RhatKind::split) / std::sqrt(1 + between) - 1) < 0.02);
  }
}

BOOST_AUTO_TEST_CASE(chains_of_other_widths_are_seen_by_the_rank_form_alone) {
  Tensor x = autoregressive(4, 2000, 0, 3);
  x[3] *= 3;
  BOOST_TEST(rhat(x, RhatKind::split) < 1.01);
  BOOST_TEST(rhat(x, RhatKind::rank) > 1.1);
}

BOOST_AUTO_TEST_CASE(a_chain_that_drifts_disagrees_with_itself) {
  const Tensor x = autoregressive(1, 1000, 0, 4)[0] + torch::linspace(0, 4, 1000, torch::kFloat64);
  BOOST_TEST(rhat(x, RhatKind::split) > 1.3);
  BOOST_TEST(size(x) < 20);
}

BOOST_AUTO_TEST_CASE(neither_order_of_chains_nor_units_matter) {
  const Tensor x = autoregressive(3, 301, 0.5, 5);
  const Tensor turned = x.flip(0), other = 1e6 - 1e-3 * x, huge = x * 0x1p300,
               tiny = x * 0x1p-500;  // exact, so that no tie of ranks breaks
  for (const Tensor& same : {turned, huge, tiny}) {
    BOOST_TEST(std::abs(iact(same) / iact(x) - 1) < 1e-10);
    BOOST_TEST(std::abs(size(same) / size(x) - 1) < 1e-10);
    BOOST_TEST(std::abs(size(same, EssKind::tail) / size(x, EssKind::tail) - 1) < 1e-10);
    for (const RhatKind kind : {RhatKind::split, RhatKind::rank})
      BOOST_TEST(std::abs(rhat(same, kind) / rhat(x, kind) - 1) < 1e-10);
  }
  BOOST_TEST(std::abs(size(other) / size(x) - 1) < 1e-5);
  // Ranks see no increasing map.
  BOOST_TEST(std::abs(size(x.exp(), EssKind::bulk) / size(x, EssKind::bulk) - 1) < 1e-10);
  BOOST_TEST(std::abs(size(x.exp()) / size(x) - 1) > 1e-3);
}

BOOST_AUTO_TEST_CASE(one_dimension_is_one_chain) {
  const Tensor x = autoregressive(1, 200, 0.5, 6);
  BOOST_TEST(iact(x) == iact(x[0]));
  BOOST_TEST(size(x) == size(x[0]));
  BOOST_TEST(rhat(x, RhatKind::rank) == rhat(x[0], RhatKind::rank));
}

BOOST_AUTO_TEST_CASE(distances_from_the_median_without_a_spread_leave_the_bulk) {
  const Tensor x = torch::tensor({1, -1, -1, 1, 1, -1, 1, -1}, torch::kFloat64).repeat({2, 5});
  BOOST_TEST(std::abs(rhat(x, RhatKind::rank) - rhat(x, RhatKind::split)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(bad_draws_are_refused_by_the_chain) {
  const Tensor good = autoregressive(3, 20, 0, 7);
  all_refuse(good.slice(1, 0, 3), "draws: shape [3, 3]");
  all_refuse(good[0].slice(0, 0, 3), "at least 4 draws");
  all_refuse(good.unsqueeze(0), "draws: shape [1, 3, 20]");
  all_refuse(good.to(torch::kInt64), "of float or double");
  all_refuse(torch::empty({0, 20}), "draws: shape [0, 20]");
  all_refuse(Tensor(), "draws: shape []");
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(), -1e101}) {
    Tensor bad = good.clone();
    bad[1][4] = value;
    all_refuse(bad, "draw 4 of chain 1");
  }
  Tensor stuck = good.clone();
  stuck[2].fill_(0.1);
  all_refuse(stuck, "chain 2 of shape [3, 20] is constant at 0.1");
}

BOOST_AUTO_TEST_CASE(what_has_no_variance_within_is_refused) {
  const Tensor steps = torch::tensor({1, 1, 2, 2}, torch::kFloat64);
  refuses([&] { rhat(steps, RhatKind::split); }, "2 halves of chains without any variance");
  refuses([&] { rhat(steps, RhatKind::rank); }, "2 halves of chains without any variance");
  const Tensor capped =
      torch::ones({100}, torch::kFloat64);  // its 5 % quantile is its largest value
  capped[10] = capped[70] = 0;
  refuses([&] { ess(capped, EssKind::tail); }, "one side of their 5 % quantile");
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/displacement.h"

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
namespace tt = boost::test_tools;

namespace {

Tensor rows(int64_t n, int64_t dimensions, uint64_t seed) {
  return normal({.seed = seed, .purpose = Purpose::known_law}, {n, dimensions});
}

void refuses(const std::function<void()>& call, const std::string& words) {
  BOOST_TEST(mentions(refusal(call), {words}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(displacement)

BOOST_AUTO_TEST_CASE(distances_are_those_of_a_small_example) {
  Workers workers(1);
  const auto number = torch::kFloat64;
  const Tensor starts = torch::tensor({0, 0, 0, 10}, number).view({2, 2});
  const Tensor ends = torch::tensor({3, 4, 0, 10}, number).view({2, 2});
  const Tensor real = torch::tensor({0, 1, 0, 4}, number).view({2, 2});
  const Travel found = chain_travel(starts, ends, real, 0.25, 20, workers);
  BOOST_TEST(found.displacement == 2.5);
  BOOST_TEST(found.path == 5);
  BOOST_TEST(found.nearest == (1 + 6) / 2.0);
  BOOST_TEST(found.random == (1 + 4 + 9 + 6) / 4.0);
  BOOST_TEST(found.data_rows == 2);
  BOOST_TEST(reach(found) == 5 / 3.5);
}

BOOST_AUTO_TEST_CASE(threads_and_order_of_rows_change_nothing) {
  Workers one(1), three(3);
  const Tensor starts = rows(1300, 6, 1), ends = rows(1300, 6, 2), real = rows(1500, 6, 3);
  const Travel a = chain_travel(starts, ends, real, 0.1, 10, one),
               b = chain_travel(starts, ends, real, 0.1, 10, three),
               c = chain_travel(starts.flip(0), ends.flip(0), real, 0.1, 10, one);
  BOOST_TEST(a.data_rows == 1000);
  BOOST_TEST(a.displacement == b.displacement);
  BOOST_TEST(a.nearest == b.nearest);
  BOOST_TEST(a.random == b.random);
  BOOST_TEST(a.displacement == c.displacement, tt::tolerance(1e-12));
  BOOST_TEST(a.nearest == c.nearest, tt::tolerance(1e-12));
  BOOST_TEST(a.nearest < a.random);
  // Other rows of the data, the same law: 1300 starts and 1000 rows leave well under 2 %.
  const Travel other = chain_travel(starts, ends, real, 0.1, 10, one, 1);
  BOOST_TEST(other.nearest != a.nearest);
  BOOST_TEST(std::abs(other.nearest / a.nearest - 1) < 0.02);
}

// |x - y|^2 of two standard normals of 100 dimensions is 200 on average, standard deviation 28.
BOOST_AUTO_TEST_CASE(distance_to_random_rows_is_that_of_the_law) {
  Workers workers(2);
  const Travel found =
      chain_travel(rows(600, 100, 4), rows(600, 100, 4), rows(900, 100, 5), 1, 1, workers);
  BOOST_TEST(found.displacement == 0);
  BOOST_TEST(std::abs(found.random - std::sqrt(200)) < 0.15);
}

BOOST_AUTO_TEST_CASE(bad_chains_are_refused) {
  Workers workers(1);
  const Tensor x = rows(5, 3, 6), real = rows(7, 3, 7);
  refuses([&] { chain_travel(x, x.slice(0, 0, 4), real, 1, 1, workers); }, "ends: shape [4, 3]");
  refuses([&] { chain_travel(x, x, rows(7, 2, 8), 1, 1, workers); }, "real: shape [7, 2]");
  for (const double r : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    refuses([&] { chain_travel(x, x, real, r, 1, workers); }, "gradient_magnitude: ");
  refuses([&] { chain_travel(x, x, real, 1, 0, workers); }, "steps: 0");
  Tensor bad = x.clone();
  bad[2][1] = std::nan("");
  refuses([&] { chain_travel(x, bad, real, 1, 1, workers); }, "ends: row 2");
  refuses([&] { chain_travel(bad, x, real, 1, 1, workers); }, "starts: row 2");
  refuses([&] { reach(chain_travel(x, x, x, 1, 1, workers)); }, "starts: every start equals");
}

BOOST_AUTO_TEST_CASE(duplicates_are_rows_that_have_a_twin) {
  const Tensor x = rows(1000, 20, 9);
  BOOST_TEST(duplicate_share(x) == 0);
  BOOST_TEST(duplicate_share(x[0].unsqueeze(0)) == 0);
  BOOST_TEST(duplicate_share(x[0].repeat({7, 1})) == 1);
  const Tensor some = torch::cat({x, x.slice(0, 10, 110)});  // 100 rows twice
  BOOST_TEST(duplicate_share(some) == 200.0 / 1100);
  BOOST_TEST(duplicate_share(some.flip(0).to(torch::kFloat64)) == 200.0 / 1100);
  BOOST_TEST(duplicate_share(some.t().contiguous().t()) == 200.0 / 1100);
  BOOST_TEST(duplicate_share(torch::cat({x, x * (1 + 1e-6)})) < 0.5);
}

BOOST_AUTO_TEST_CASE(zero_equals_minus_zero) {
  const Tensor x = torch::tensor({0.0, 1.0, -0.0, 1.0}, torch::kFloat64).view({2, 2});
  BOOST_TEST(duplicate_share(x) == 1);
}

BOOST_AUTO_TEST_CASE(duplicates_need_finite_rows) {
  Tensor x = rows(4, 2, 10);
  x[3][0] = std::numeric_limits<float>::infinity();
  refuses([&] { duplicate_share(x); }, "generated: row 3");
  refuses([&] { duplicate_share(rows(4, 2, 10)[0]); }, "generated: shape [2]");
}

BOOST_AUTO_TEST_CASE(acceptance_is_the_mean_probability) {
  const double inf = std::numeric_limits<double>::infinity();
  const Estimate found = acceptance({5, 0, std::log(0.5), -inf, inf});
  BOOST_TEST(found.estimate == 3.5 / 5, tt::tolerance(1e-12));
  BOOST_TEST(found.low < found.estimate);
  BOOST_TEST(found.high == 1);  // clipped
  const Estimate all = acceptance({1, 2, 3});
  BOOST_TEST(all.low == 1);
  BOOST_TEST(all.high == 1);
  refuses([] { acceptance({1}); }, "log_ratios: 1 values");
  refuses([] { acceptance({1, std::nan("")}); }, "log_ratios: value 1 of 2");
}

// 2000 intervals of 95 %: their share is within 0.02, 4 standard deviations, and the skew of 100
// probabilities costs under 0.01.
BOOST_AUTO_TEST_CASE(interval_of_the_acceptance_covers) {
  const Tensor ratios = normal({.seed = 11, .purpose = Purpose::known_law}, {2000, 100});
  const double truth = 0.5 + std::exp(0.5) * std::erfc(1 / std::sqrt(2.0)) / 2;  // of N(0, 1)
  int covered = 0;
  for (int64_t i = 0; i < 2000; ++i) {
    const Tensor one = ratios[i].to(torch::kFloat64);
    const Estimate found =
        acceptance({one.data_ptr<double>(), one.data_ptr<double>() + one.numel()});
    covered += found.low <= truth && truth <= found.high ? 1 : 0;
  }
  BOOST_TEST(std::abs(covered / 2000.0 - 0.95) < 0.03);
}

BOOST_AUTO_TEST_SUITE_END()

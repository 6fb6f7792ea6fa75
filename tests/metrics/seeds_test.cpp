#include "metrics/seeds.h"

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/npy.h"
#include "core/stream.h"
#include "metrics/series.h"

using namespace coopbench;
namespace fs = std::filesystem;
namespace tt = boost::test_tools;

namespace {

std::function<bool(const std::invalid_argument&)> says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seeds)

BOOST_AUTO_TEST_CASE(intervals_have_their_golden_values) {
  const Summary two = over_seeds({0.002, 0.007});
  BOOST_TEST(two.mean == 0.0045, tt::tolerance(1e-12));
  BOOST_TEST(two.low == -0.027265511840, tt::tolerance(1e-9));
  BOOST_TEST(two.high == 0.036265511840, tt::tolerance(1e-9));
  BOOST_TEST(two.n == 2);
  const Summary five = over_seeds({0.05, 0.4, 0.11, 0.23, 0.07});
  BOOST_TEST(five.mean == 0.172, tt::tolerance(1e-12));
  BOOST_TEST(five.low == -0.008447573304, tt::tolerance(1e-8));
  BOOST_TEST(five.high == 0.352447573304, tt::tolerance(1e-9));
  BOOST_TEST(five.n == 5);
}

BOOST_AUTO_TEST_CASE(one_seed_leaves_the_interval_open) {
  const Summary one = over_seeds({0.3});
  BOOST_TEST(one.mean == 0.3);
  BOOST_TEST(one.low == -std::numeric_limits<double>::infinity());
  BOOST_TEST(one.high == std::numeric_limits<double>::infinity());
  BOOST_TEST(one.n == 1);
}

BOOST_AUTO_TEST_CASE(equal_seeds_have_an_interval_of_one_point) {
  const Summary equal = over_seeds({0.25, 0.25, 0.25});
  BOOST_TEST(equal.low == 0.25);
  BOOST_TEST(equal.high == 0.25);
}

BOOST_AUTO_TEST_CASE(no_value_or_one_that_is_not_finite_is_refused) {
  BOOST_CHECK_EXCEPTION(over_seeds({}), std::invalid_argument, says("values: none given"));
  BOOST_CHECK_EXCEPTION(over_seeds({1, std::nan("")}), std::invalid_argument,
                        says("number 2 of 2"));
  BOOST_CHECK_EXCEPTION(over_seeds({std::numeric_limits<double>::infinity()}),
                        std::invalid_argument, says("number 1 of 1"));
}

// SciPy's percentile bootstrap of 200000 resamples, tests/goldens/metrics_seeds.py; the ends of
// ours scatter by 0.004.
BOOST_AUTO_TEST_CASE(bootstrap_interval_is_that_of_scipy_but_for_its_noise) {
  const auto values = numbers("a", read_npy(fs::path(COOPBENCH_SOURCE_DIR) /
                                            "tests/data_files/metrics/seeds_twelve_a.npy"));
  const Interval found = bootstrap_interval(values);
  BOOST_TEST(std::abs(found.low + 0.1474) < 0.02);
  BOOST_TEST(std::abs(found.high - 0.8630) < 0.02);
  const Interval again = bootstrap_interval(values), other = bootstrap_interval(values, 1);
  BOOST_TEST(again.low == found.low);
  BOOST_TEST(other.low != found.low);
}

BOOST_AUTO_TEST_CASE(bootstrap_interval_stays_within_the_values) {
  const Interval two = bootstrap_interval({1, 3});
  BOOST_TEST(two.low == 1);  // a quarter of the resamples
  BOOST_TEST(two.high == 3);
  BOOST_CHECK_EXCEPTION(bootstrap_interval({1}), std::invalid_argument, says("values: 1 values"));
  BOOST_CHECK_EXCEPTION(bootstrap_interval({1, 2}, 0, 0), std::invalid_argument,
                        says("resamples: 0"));
}

BOOST_AUTO_TEST_CASE(pairs_of_one_sign_have_the_smallest_p_value) {
  std::vector<double> a{1.5, 2.25, 3, 4.5, 5.125}, b{1, 2, 2.5, 4, 5};
  BOOST_TEST(paired_test(a, b).p_value == 2.0 / 32);
  BOOST_TEST(paired_test(b, a).p_value == 2.0 / 32);
  BOOST_TEST(paired_test(b, a).difference.mean == -paired_test(a, b).difference.mean);
  BOOST_TEST(paired_test(a, a).p_value == 1);
  BOOST_TEST(paired_test(a, a).exact);
}

BOOST_AUTO_TEST_CASE(pairs_know_no_order) {
  const std::vector<double> a{0.3, 0.1, 0.5, 0.2, 0.9, 0.4}, b{0.1, 0.2, 0.3, 0.25, 0.3, 0.1};
  std::vector<double> c = a, d = b;
  std::reverse(c.begin(), c.end());
  std::reverse(d.begin(), d.end());
  BOOST_TEST(paired_test(a, b).p_value == paired_test(c, d).p_value);
}

// 21 differences of 1 or -1: the sum's law is binomial. 100000 patterns scatter by at most 0.0016.
BOOST_AUTO_TEST_CASE(random_patterns_estimate_the_exact_test) {
  std::vector<double> a(21, 1.0), b(21, 0.0);
  for (std::size_t i = 0; i < 6; ++i) std::swap(a[i], b[i]);
  const PairedTest found = paired_test(a, b);
  BOOST_TEST(!found.exact);
  double exact = 0, ways = 1;  // at most 6 of a sign, or at most 6 of the other
  for (int k = 0; k <= 6; ++k) {
    exact += 2 * ways / std::pow(2, 21);
    ways *= static_cast<double>(21 - k) / (k + 1);
  }
  BOOST_TEST(std::abs(found.p_value - exact) < 0.0065);
  BOOST_TEST(paired_test(a, b, 1).p_value != found.p_value);
  BOOST_TEST(paired_test(std::vector<double>(30, 1.0), std::vector<double>(30, 0.0)).p_value ==
             1.0 / 100001);
}

// The sign-flip test is exact: of 2000 samples of symmetric differences at most 5 % have p <= 0.05
// (100, standard deviation 9.7), and with 10 pairs p takes multiples of 2 / 1024, so nearly 5 %.
BOOST_AUTO_TEST_CASE(equal_methods_are_seldom_called_different) {
  const torch::Tensor noise = normal({.seed = 1, .purpose = Purpose::known_law}, {2000, 10});
  const std::vector<double> zero(10, 0.0);
  int rejected = 0;
  for (int64_t i = 0; i < 2000; ++i)
    rejected += paired_test(numbers("noise", noise[i]), zero).p_value <= 0.05 ? 1 : 0;
  BOOST_TEST(std::abs(rejected - 100) < 40);
}

BOOST_AUTO_TEST_CASE(bad_pairs_are_refused) {
  BOOST_CHECK_EXCEPTION(paired_test({1}, {1}), std::invalid_argument, says("a: 1 values"));
  BOOST_CHECK_EXCEPTION(paired_test({1, 2}, {1, 2, 3}), std::invalid_argument,
                        says("b: 3 values must be as many as a has, 2"));
  BOOST_CHECK_EXCEPTION(paired_test({1, 2}, {1, std::nan("")}), std::invalid_argument,
                        says("b: value 1 of 2"));
}

// By hand: 0.005 * 4, 0.01 * 3, 0.03 * 2, and 0.04 * 1 is below the one before.
BOOST_AUTO_TEST_CASE(holm_of_four_tests_by_hand) {
  const std::vector<double> expected{0.03, 0.06, 0.06, 0.02};
  BOOST_TEST(holm({0.01, 0.04, 0.03, 0.005}) == expected, tt::tolerance(1e-12)
                                                              << tt::per_element());
  BOOST_TEST(holm({}).empty());
  BOOST_TEST(holm({0.3})[0] == 0.3);
  BOOST_TEST(holm({0.8, 0.9})[1] == 1);
}

// Holm's method is the closed test of Bonferroni's: a hypothesis falls when every set of hypotheses
// that holds it does.
BOOST_AUTO_TEST_CASE(holm_is_the_closed_test_of_bonferroni) {
  const torch::Tensor draws = uniform({.seed = 2, .purpose = Purpose::known_law}, {50, 6}, 0, 0.3);
  for (int64_t i = 0; i < 50; ++i) {
    const std::vector<double> p = numbers("p", draws[i]), adjusted = holm(p);
    for (std::size_t k = 0; k < p.size(); ++k) {
      double largest = 0;
      for (unsigned set = 0; set < 64; ++set) {
        if ((set >> k & 1U) == 0) continue;
        double smallest = 1;
        for (std::size_t j = 0; j < p.size(); ++j)
          if ((set >> j & 1U) == 1) smallest = std::min(smallest, p[j]);
        largest = std::max(largest, std::min(1.0, std::popcount(set) * smallest));
      }
      BOOST_TEST(adjusted[k] == largest, tt::tolerance(1e-12));
    }
  }
}

BOOST_AUTO_TEST_CASE(p_values_outside_0_to_1_are_refused) {
  for (const double bad : {-0.1, 1.1, std::nan("")})
    BOOST_CHECK_EXCEPTION(holm({0.5, bad}), std::invalid_argument, says("p_values: value 1 of 2"));
}

BOOST_AUTO_TEST_SUITE_END()

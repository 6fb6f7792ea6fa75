#include "metrics/seeds.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

using namespace coopbench;
namespace tt = boost::test_tools;

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
  const auto says = [](const std::string& part) {
    return [part](const std::invalid_argument& error) {
      return std::string(error.what()).find(part) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(over_seeds({}), std::invalid_argument, says("values: none given"));
  BOOST_CHECK_EXCEPTION(over_seeds({1, std::nan("")}), std::invalid_argument,
                        says("number 2 of 2"));
  BOOST_CHECK_EXCEPTION(over_seeds({std::numeric_limits<double>::infinity()}),
                        std::invalid_argument, says("number 1 of 1"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/series.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>
#include <string>

using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

auto says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(series_of_numbers)

BOOST_AUTO_TEST_CASE(a_tensor_of_one_dimension_is_a_series) {
  const std::vector<double> expected{1.5, -2, 0};
  BOOST_TEST(numbers("d", torch::tensor({1.5F, -2.0F, 0.0F})) == expected, tt::per_element());
  const torch::Tensor every_other =
      torch::tensor({1.5, 9.0, -2.0, 9.0, 0.0}, torch::kFloat64).slice(0, 0, 5, 2);
  BOOST_TEST(numbers("d", every_other) == expected, tt::per_element());
  BOOST_CHECK_EXCEPTION(numbers("d", torch::zeros({2, 3})), std::invalid_argument,
                        says("d: shape [2, 3] must be one series"));
  BOOST_CHECK_EXCEPTION(numbers("d", torch::zeros({2}, torch::kInt64)), std::invalid_argument,
                        says("d: shape [2]"));
  BOOST_CHECK_EXCEPTION(numbers("d", {}), std::invalid_argument, says("d: shape []"));
}

BOOST_AUTO_TEST_CASE(few_or_bad_values_are_named) {
  BOOST_CHECK_NO_THROW(check_series("d", {1, 2}, 2));
  BOOST_CHECK_EXCEPTION(check_series("d", {1}, 2), std::invalid_argument,
                        says("d: 1 values; must be at least 2"));
  BOOST_CHECK_EXCEPTION(check_series("d", {1, 2, 1e101}, 2), std::invalid_argument,
                        says("d: value 2 of 3 is 1e+101"));
  BOOST_CHECK_EXCEPTION(check_series("d", {std::nan("")}, 1), std::invalid_argument,
                        says("d: value 0 of 1 is nan"));
}

BOOST_AUTO_TEST_CASE(quantiles_lie_between_order_statistics) {
  BOOST_TEST(quantile({4, 1, 3, 2}, 0.5) == 2.5);
  BOOST_TEST(quantile({3, 1, 2}, 0.5) == 2);
  BOOST_TEST(quantile({3, 1, 2}, 0) == 1);
  BOOST_TEST(quantile({3, 1, 2}, 1) == 3);
  BOOST_TEST(quantile({3, 1, 2}, 0.25) == 1.5);
  BOOST_TEST(quantile({7}, 0.3) == 7);
}

BOOST_AUTO_TEST_CASE(variance_divides_by_one_less) {
  BOOST_TEST(sample_mean({1, 2, 6}) == 3);
  BOOST_TEST(sample_variance({1, 2, 6}) == 7);
  BOOST_TEST(sample_variance({0.1, 0.1, 0.1}) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

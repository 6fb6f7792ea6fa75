#include "metrics/parzen.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

Measured parzen_of(const Tensor& x, const Tensor& y, const ParzenOptions& options) {
  return parzen(x, y, std::nullopt, options, two_workers());
}

auto says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parzen_window)

BOOST_AUTO_TEST_CASE(one_kernel_is_a_gaussian) {
  const Tensor x = gaussian(1, 1, 3), y = gaussian(2, 700, 3);
  const double h = 0.7;
  const Tensor expected =
      (y - x).square().sum(1) / (-2 * h * h) - 1.5 * std::log(2 * std::numbers::pi * h * h);
  const Tensor found = parzen_log_densities(x, y, {h}, two_workers())[0];
  BOOST_TEST((found - expected).abs().max().item<double>() < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_density_integrates_to_one) {
  const Tensor axis = torch::linspace(-12, 12, 4801, torch::kFloat64).unsqueeze(1);
  const Tensor densities =
      parzen_log_densities(gaussian(1, 600, 1), axis, {0.05, 1}, two_workers()).exp();
  const Tensor sums = densities.sum(1) * 24 / 4800;
  BOOST_TEST(sums[0].item<double>() == 1, tt::tolerance(1e-9));
  BOOST_TEST(sums[1].item<double>() == 1, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(it_is_near_the_value_of_many_samples_of_a_known_law) {
  const double h = 0.3, variance = 1 + h * h;
  const double expected = -0.5 * std::log(2 * std::numbers::pi * variance) - 0.5 / variance;
  const Measured found = parzen_of(gaussian(1, 5000, 1), gaussian(2, 4000, 1), {.width = h});
  // The error is that of the mean over 4000 rows, each with a standard deviation of 0.65, and about
  // a third of it more from the 5000 kernels: 5 of it.
  BOOST_TEST(std::abs(found.estimate - expected) < 0.07);
  BOOST_TEST(found.interval->low < found.estimate);
  BOOST_TEST(found.interval->high - found.interval->low ==
                 2 * 1.96 * std::sqrt(0.5) / variance / std::sqrt(4000),
             tt::tolerance(0.2));
}

BOOST_AUTO_TEST_CASE(order_of_rows_and_threads_do_not_matter) {
  const Tensor x = gaussian(1, 1300, 4), y = gaussian(2, 1100, 4);
  const ParzenOptions options{.width = 0.4};
  const double value = parzen_of(x, y, options).estimate;
  BOOST_TEST(parzen_of(x.flip(0), y.flip(0), options).estimate == value, tt::tolerance(1e-12));
  for (const int64_t threads : {1, 3}) {
    Workers workers(threads);
    BOOST_TEST(parzen(x, y, std::nullopt, options, workers).estimate == value);
  }
}

BOOST_AUTO_TEST_CASE(a_common_shift_changes_nothing_and_a_scale_adds_its_logarithm) {
  const Tensor x = gaussian(1, 80, 3), y = gaussian(2, 90, 3);
  const double value = parzen_of(x, y, {.width = 0.5}).estimate;
  BOOST_TEST(parzen_of(x + 1e4, y + 1e4, {.width = 0.5}).estimate == value, tt::tolerance(1e-8));
  BOOST_TEST(parzen_of(x * 10, y * 10, {.width = 5}).estimate == value - 3 * std::log(10),
             tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(the_width_comes_from_rows_that_are_not_scored) {
  const Tensor x = gaussian(1, 500, 2) * 0.5, y = gaussian(2, 1200, 2) * 0.5;
  const Measured own = parzen_of(x, y, {});
  const Measured given = parzen(x, y.slice(0, 1000), y.slice(0, 0, 1000), {}, two_workers());
  BOOST_TEST(own.estimate == given.estimate);
  BOOST_TEST(own.parameters["width"] == given.parameters["width"]);
  BOOST_TEST(own.details["scored_rows"] == 200);
  BOOST_TEST(own.parameters["width_from"] == "the first 1000 real rows, which are not scored");
  BOOST_TEST(given.parameters["width_from"] == "the first 1000 validation rows");
  BOOST_TEST(parzen_of(x, y, {.width = 0.2}).parameters["width_from"] == "given");
  BOOST_TEST(!own.details.contains("note"));
}

BOOST_AUTO_TEST_CASE(a_width_at_an_end_of_the_range_is_noted) {
  for (const auto& [scale, width] : {std::pair{0.01, 0.1}, {30.0, 1.0}}) {
    const Measured found = parzen(gaussian(1, 50, 2) * scale, gaussian(2, 50, 2) * scale,
                                  gaussian(3, 50, 2) * scale, {}, two_workers());
    BOOST_TEST(found.parameters["width"].get<double>() == width, tt::tolerance(1e-12));
    BOOST_TEST(found.details["note"].get<std::string>().find("end of [0.1, 1]") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(only_the_first_generated_rows_are_used) {
  const Tensor x = gaussian(1, 90, 3), y = gaussian(2, 40, 3);
  const Measured some = parzen_of(x, y, {.width = 0.5, .samples = 60});
  BOOST_TEST(some.estimate == parzen_of(x.slice(0, 0, 60), y, {.width = 0.5}).estimate);
  BOOST_TEST(some.parameters["samples"] == 60);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const Tensor x = gaussian(1, 10, 2), y = gaussian(2, 10, 2);
  const auto check = [&](const Tensor& generated, const Tensor& real, const ParzenOptions& options,
                         const std::string& part) {
    BOOST_CHECK_EXCEPTION(parzen_of(generated, real, options), std::invalid_argument, says(part));
  };
  check(x, y, {},
        "real: shape [10, 2] leaves no rows to choose the width on; give validation rows");
  check(x, gaussian(2, 10, 3), {.width = 1}, "real: shape [10, 3] must have as many dimensions");
  check(x, y, {.width = 0}, "widths: 0");
  check(x, y, {.width = std::nan("")}, "widths: nan");
  check(x, y, {.width = 1, .samples = 0}, "samples: must be at least 1");
  check(torch::zeros({5, 2}), y, {.width = 1, .parity = true}, "generated: all numbers are equal");
  Tensor bad = y.clone();
  bad[7][1] = std::numeric_limits<double>::infinity();
  check(x, bad, {.width = 1}, "real: row 7");
  BOOST_CHECK_EXCEPTION(parzen(x, y, bad, {}, two_workers()), std::invalid_argument,
                        says("validation: row 7"));
  BOOST_CHECK_EXCEPTION(parzen(x, y, gaussian(1, 5, 4), {}, two_workers()), std::invalid_argument,
                        says("validation: shape [5, 4]"));
}

BOOST_AUTO_TEST_SUITE_END()

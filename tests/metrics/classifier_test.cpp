#include "metrics/classifier_test.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "metrics/fixture.h"
#include "metrics/logistic_regression.h"
#include "metrics/measure.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

Measured tested(const Tensor& x, const Tensor& y, Split split = Split::first_half,
                uint64_t seed = 0) {
  return c2st(split_in_halves(x, y, split, seed), 1, two_workers());
}

/// Images [n,1,12,12] of noise with a bright bar of 5 pixels at a random place.
Tensor bars(uint64_t seed, int64_t n, bool upright) {
  const Stream stream{.seed = seed, .purpose = Purpose::toy_data};
  Tensor images = normal(stream, {n, 1, 12, 12}) * 0.2;
  for (int64_t i = 0; i < n; ++i) {
    const auto word = words(stream, i, 1, 0);
    const int64_t along = word[0] % 8, across = word[1] % 12;
    Tensor image = images[i][0];
    if (upright) image = image.t();
    image[across].slice(0, along, along + 5) += 1;
  }
  return images;
}

Measured cnn_tested(const Tensor& x, const Tensor& y, uint64_t seed, Workers& workers) {
  return c2st_cnn(split_in_halves(x, y, Split::random, seed), {.seed = seed}, workers);
}

auto says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(classifier)

BOOST_AUTO_TEST_CASE(the_fit_is_where_the_gradient_is_zero) {
  for (const auto& [rows, columns, penalty, correlated] : {std::tuple{1200, 7, 1.0, false},
                                                           {1200, 7, 1e-4, false},
                                                           {30, 80, 0.01, false},
                                                           {4, 1, 1000.0, false},
                                                           {20, 2100, 0.1, false},
                                                           {400, 150, 1e-4, true}}) {
    Tensor x = gaussian(1, rows, columns) * 3 + 0.5;
    // Needs the Hessian: conjugate gradients take too long.
    if (correlated)
      x = (x * torch::logspace(0, -3, columns, 10, torch::kFloat64))
              .mm(gaussian(3, columns, columns));
    const Tensor labels = (gaussian(2, rows, 1).flatten() + x.select(1, 0) > 0).to(torch::kFloat64);
    const LogisticRegression fit = logistic_regression(x, labels, penalty, two_workers());
    const Tensor wrong = fit.log_odds(x).sigmoid() - labels;
    const double scale = x.t().mv(labels - 0.5).norm().item<double>();
    BOOST_TEST((x.t().mv(wrong) + penalty * fit.weights).norm().item<double>() < 1e-8 * scale);
    BOOST_TEST(std::abs(wrong.sum().item<double>()) < 1e-8 * scale);
  }
}

BOOST_AUTO_TEST_CASE(the_fit_is_the_same_for_any_number_of_threads) {
  const Tensor x = gaussian(1, 1500, 6);
  const Tensor labels = (gaussian(2, 1500, 1).flatten() + x.select(1, 0) > 0).to(torch::kFloat64);
  const LogisticRegression two = logistic_regression(x, labels, 1, two_workers());
  for (const int64_t threads : {1, 3}) {
    Workers workers(threads);
    BOOST_TEST(torch::equal(logistic_regression(x, labels, 1, workers).weights, two.weights));
  }
}

BOOST_AUTO_TEST_CASE(intervals_and_p_values_at_the_ends_have_closed_forms) {
  const Measured all = accuracy_test(10, 10);
  BOOST_TEST(all.estimate == 1);
  BOOST_TEST(all.interval->low == std::pow(0.025, 0.1), tt::tolerance(1e-10));
  BOOST_TEST(all.interval->high == 1);
  BOOST_TEST(all.p_value.value() == std::pow(2, -10), tt::tolerance(1e-12));
  const Measured none = accuracy_test(0, 10);
  BOOST_TEST(none.interval->low == 0);
  BOOST_TEST(none.interval->high == 1 - std::pow(0.025, 0.1), tt::tolerance(1e-10));
  BOOST_TEST(none.p_value.value() == 1);
  BOOST_TEST(accuracy_test(5, 9).p_value.value() == 0.5, tt::tolerance(1e-12));
  BOOST_CHECK_THROW(accuracy_test(3, 2), std::invalid_argument);
  BOOST_CHECK_THROW(accuracy_test(0, 0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(halves_are_disjoint_and_as_large) {
  const Tensor x = torch::arange(11.0).unsqueeze(1), y = torch::arange(20.0).unsqueeze(1) + 100;
  const TrainTest sets = split_in_halves(x, y, Split::random, 3);
  BOOST_TEST(sets.train_generated.size(0) == 5);
  BOOST_TEST(sets.train_real.size(0) == 5);
  BOOST_TEST(sets.test_generated.size(0) == 6);
  BOOST_TEST(sets.test_real.size(0) == 6);
  const Tensor used = torch::cat({sets.train_generated, sets.test_generated}).flatten();
  BOOST_TEST(torch::equal(std::get<0>(used.sort()), x.flatten()));
  const Tensor real = torch::cat({sets.train_real, sets.test_real}).flatten();
  BOOST_TEST(std::get<0>(at::_unique(real)).size(0) == 11);
  BOOST_TEST(real.min().item<double>() >= 100);
  const TrainTest other = split_in_halves(x, y, Split::random, 4);
  BOOST_TEST(!torch::equal(other.train_real, sets.train_real));
}

BOOST_AUTO_TEST_CASE(equal_laws_are_told_apart_as_seldom_as_the_level_says) {
  int64_t rejected = 0;
  double accuracy = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Measured found = tested(gaussian(2 * seed, 60, 3), gaussian(2 * seed + 1, 60, 3));
    rejected += *found.p_value <= 0.05 ? 1 : 0;
    accuracy += found.estimate / 100;
  }
  // More than 15 of 100 at 5 %: probability 4e-5. The mean of 6000 rows: 4 standard errors.
  BOOST_TEST(rejected <= 15);
  BOOST_TEST(std::abs(accuracy - 0.5) < 4 * 0.5 / std::sqrt(6000));
}

BOOST_AUTO_TEST_CASE(a_shift_is_told_as_often_as_it_can_be) {
  Tensor x = gaussian(1, 4000, 3);
  x.select(1, 1) += 2;
  const Measured found = tested(x, gaussian(2, 4000, 3), Split::random);
  // The best rule is right with probability Phi(1); 4000 test rows, 5 standard errors of 0.0058.
  BOOST_TEST(std::abs(found.estimate - 0.841345) < 0.03);
  BOOST_TEST(*found.p_value < 1e-100);
  BOOST_TEST(found.details["test_rows"] == 4000);
}

BOOST_AUTO_TEST_CASE(scales_of_features_and_the_order_of_the_sets_do_not_matter) {
  const Tensor x = gaussian(1, 300, 4) + 0.3, y = gaussian(2, 300, 4);
  const Measured found = tested(x, y);
  const Tensor factors = torch::tensor({1e-6, 1.0, 40.0, 1e9}, torch::kFloat64);
  const Measured scaled = tested(x * factors + 5, y * factors + 5);
  BOOST_TEST(scaled.estimate == found.estimate);
  BOOST_TEST(scaled.details["log_loss"].get<double>() == found.details["log_loss"].get<double>(),
             tt::tolerance(1e-6));
  BOOST_TEST(tested(y, x).estimate == found.estimate);
}

BOOST_AUTO_TEST_CASE(the_cnn_sees_what_a_linear_classifier_does_not) {
  const Tensor lying = bars(1, 600, false), standing = bars(2, 600, true);
  const Measured found = cnn_tested(lying, standing, 1, two_workers());
  BOOST_TEST(found.estimate > 0.85);
  BOOST_TEST(found.interval->low > 0.8);
  BOOST_TEST(*found.p_value < 1e-20);
  BOOST_TEST(tested(lying.flatten(1), standing.flatten(1)).estimate < 0.7);
}

BOOST_AUTO_TEST_CASE(the_cnn_does_not_tell_equal_laws_apart) {
  const Measured found = cnn_tested(bars(3, 400, true), bars(4, 400, true), 1, two_workers());
  // 400 test images: 4 standard errors of 0.025.
  BOOST_TEST(std::abs(found.estimate - 0.5) < 0.1);
  BOOST_TEST(*found.p_value > 1e-4);
  BOOST_TEST(found.details["train_accuracy"].get<double>() > found.estimate);
}

BOOST_AUTO_TEST_CASE(the_cnn_takes_images_of_any_shape_and_repeats_itself) {
  const Stream stream{.seed = 5, .purpose = Purpose::toy_data};
  const Tensor x = normal(stream, {40, 3, 7, 1}), y = normal(stream, {40, 3, 7, 1}, 1) * 3;
  const Json metric = {{"name", "c2st_cnn"}, {"steps", 30}};
  const Json found = measure(metric, {{"name", "pixels"}}, {x, y}, two_workers());
  Workers one(1);
  BOOST_TEST(measure(metric, {{"name", "pixels"}}, {x, y}, one) == found);
  BOOST_TEST(found["m"] == 40);
  BOOST_TEST(!found.contains("space"));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const Tensor x = gaussian(1, 10, 2), y = gaussian(2, 10, 2);
  BOOST_CHECK_EXCEPTION(tested(x.slice(0, 0, 3), y), std::invalid_argument,
                        says("generated: must be a tensor [rows, ...] with at least 4 rows"));
  BOOST_CHECK_EXCEPTION(tested(x, gaussian(2, 10, 3)), std::invalid_argument,
                        says("must have as many dimensions"));
  BOOST_CHECK_EXCEPTION(tested(torch::full({8, 2}, 0.1), torch::full({8, 2}, 0.1)),
                        std::invalid_argument, says("all features are constant"));
  Tensor bad = y.clone();
  bad[1][0] = std::numeric_limits<double>::quiet_NaN();
  BOOST_CHECK_EXCEPTION(tested(x, bad), std::invalid_argument, says("real: row 1"));
  BOOST_CHECK_EXCEPTION(c2st(split_in_halves(x, y, Split::first_half, 0), 0, two_workers()),
                        std::invalid_argument, says("penalty: 0"));
  BOOST_CHECK_EXCEPTION(logistic_regression(x, torch::full({10}, 0.5), 1, two_workers()),
                        std::invalid_argument, says("labels: must be 10 numbers"));
  BOOST_CHECK_EXCEPTION(cnn_tested(x, y, 0, two_workers()), std::invalid_argument,
                        says("generated: shape [5, 2] must be [images, channels, height, width]"));
  const Tensor images = bars(1, 8, true);
  BOOST_CHECK_EXCEPTION(cnn_tested(images, torch::zeros({8, 1, 12, 11}), 0, two_workers()),
                        std::invalid_argument, says("must be that of real"));
  BOOST_CHECK_EXCEPTION(
      cnn_tested(torch::ones({8, 1, 4, 4}), torch::ones({8, 1, 4, 4}), 0, two_workers()),
      std::invalid_argument, says("all pixels of the training half are equal"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/neighbours.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

using Function = Measured (*)(const Tensor&, const Tensor&, int64_t, Workers&);

struct Named {
  std::string name;
  Function function;
  bool real_balls, border;
};

const std::vector<Named> all{{"precision", precision, true, false},
                             {"recall", recall, false, false},
                             {"density", density, true, false},
                             {"coverage", coverage, true, false},
                             {"improved_precision", improved_precision, true, true},
                             {"improved_recall", improved_recall, false, true}};

double value(Function function, const Tensor& generated, const Tensor& real, int64_t k = 5) {
  return function(generated, real, k, two_workers()).estimate;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(neighbours)

BOOST_AUTO_TEST_CASE(a_dropped_mode_lowers_recall_and_not_precision) {
  Tensor real = gaussian(1, 600, 2);
  real.slice(0, 0, 300).select(1, 0) += 20;
  const Tensor one_mode = gaussian(2, 500, 2);
  for (const Function precise : {precision, improved_precision})
    BOOST_TEST(value(precise, one_mode, real) > 0.9);
  for (const Function diverse : {recall, coverage, improved_recall}) {
    BOOST_TEST(value(diverse, one_mode, real) <= 0.5);
    BOOST_TEST(value(diverse, one_mode, real) > 0.4);
  }
  // The other way round: a mode too many.
  for (const Function precise : {precision, improved_precision})
    BOOST_TEST(value(precise, real, one_mode) <= 0.5);
  for (const Function diverse : {recall, coverage, improved_recall})
    BOOST_TEST(value(diverse, real, one_mode) > 0.9);
}

// Each row lies in its own ball and in those of the k - 1 rows before the one on the border.
BOOST_AUTO_TEST_CASE(of_a_copy_the_border_is_told_from_the_inside) {
  const Tensor rows = gaussian(3, 1300, 7) * 0.1 + 1000, copy = shuffled(rows, 4);
  for (const int64_t k : {1, 2, 5}) {
    for (const Named& metric : all) BOOST_TEST(value(metric.function, copy, rows, k) == 1);
  }
}

BOOST_AUTO_TEST_CASE(equal_laws_have_their_expected_values) {
  const int64_t n = 1500, k = 5;
  double uncovered = 1;
  for (int64_t i = 1; i <= k; ++i)
    uncovered *= static_cast<double>(n - i) / static_cast<double>(2 * n - i);
  const Tensor x = gaussian(5, n, 3), y = gaussian(6, n, 3);
  // Standard deviations are about 0.006 and 0.02.
  BOOST_TEST(std::abs(value(coverage, x, y, k) - (1 - uncovered)) < 0.025);
  BOOST_TEST(std::abs(value(density, x, y, k) - 1) < 0.08);
}

BOOST_AUTO_TEST_CASE(order_of_rows_place_scale_and_threads_do_not_matter) {
  const Tensor x = gaussian(7, 700, 4) * 0.8, y = gaussian(8, 530, 4);
  const Tensor turn = rotation(9, 4);
  for (const Named& metric : all) {
    const double found = value(metric.function, x, y);
    BOOST_TEST_CONTEXT(metric.name) {
      BOOST_TEST(found > 0);
      BOOST_TEST(found == metric.function(x, y, 5, one_worker()).estimate);
      BOOST_TEST(found == value(metric.function, shuffled(x, 1), shuffled(y, 2)),
                 tt::tolerance(1e-14));
      BOOST_TEST(found == value(metric.function, x.mm(turn) * 1e4 + 3, y.mm(turn) * 1e4 + 3),
                 tt::tolerance(1e-14));
      BOOST_TEST(found == value(metric.function, x.to(torch::kFloat32), y.to(torch::kFloat32)),
                 tt::tolerance(0.01));
    }
  }
}

BOOST_AUTO_TEST_CASE(balls_without_a_radius_are_counted) {
  const Tensor spread = gaussian(10, 20, 2);
  const Tensor repeated = torch::cat({spread, spread.slice(0, 0, 1).repeat({3, 1})});
  for (const Named& metric : all) {
    const Tensor &x = metric.real_balls ? spread : repeated,
                 &y = metric.real_balls ? repeated : spread;
    const auto zero = [&](int64_t k) {
      return metric.function(x, y, k, two_workers()).details.at("zero_radii").get<int64_t>();
    };
    BOOST_TEST_CONTEXT(metric.name) {
      BOOST_TEST(zero(3) == 4);
      BOOST_TEST(zero(4) == 0);
    }
  }
  // Without the border nothing lies in such a ball, with it copies of its centre do.
  const Tensor at = spread.slice(0, 0, 1), far = spread.slice(0, 1, 2) + 100;
  const Tensor real = torch::cat({at.repeat({2, 1}), far, far + 1});
  BOOST_TEST(value(precision, at, real, 1) == 0);
  BOOST_TEST(value(improved_precision, at, real, 1) == 1);
}

BOOST_AUTO_TEST_CASE(constant_data_are_refused_with_advice) {
  const Tensor constant = torch::full({600, 3}, 0.1, torch::kFloat64), good = gaussian(11, 30, 3);
  for (const Named& metric : all) {
    const std::string message = refusal([&] {
      value(metric.function, metric.real_balls ? good : constant,
            metric.real_balls ? constant : good);
    });
    BOOST_TEST(mentions(message, {metric.real_balls ? "real: " : "generated: ", "[600, 3]",
                                  "remove repeated rows"}),
               message);
  }
  // Of the other set a value is found: no constant row is within, or all are.
  BOOST_TEST(value(precision, constant, good) == 1);
  BOOST_TEST(value(precision, constant + 100, good) == 0);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor x = gaussian(12, 9, 3), y = gaussian(13, 6, 3);
  Tensor bad = y.clone();
  bad[4][1] = std::numeric_limits<double>::quiet_NaN();
  for (const Named& metric : all) {
    const auto said = [&](const Tensor& generated, const Tensor& real, int64_t k) {
      return refusal([&] { value(metric.function, generated, real, k); });
    };
    const int64_t rows = metric.real_balls ? 6 : 9;
    BOOST_TEST_CONTEXT(metric.name) {
      BOOST_TEST(said(x, y, rows - 1) == "");
      BOOST_TEST(mentions(said(x, y, rows), {"k: ", "below the " + std::to_string(rows),
                                             metric.real_balls ? "real" : "generated"}));
      BOOST_TEST(mentions(said(x, y, 0), {"k: 0"}));
      BOOST_TEST(mentions(said(x, y.slice(1, 0, 2), 1), {"generated", "[9, 3]", "[6, 2]"}));
      BOOST_TEST(mentions(said(x, bad, 1), {"real: row 4 "}));
      BOOST_TEST(mentions(said(bad, x, 1), {"generated: row 4 "}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

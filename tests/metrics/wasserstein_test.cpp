#include "metrics/wasserstein.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

Tensor eye(int64_t dimensions) { return torch::eye(dimensions, torch::kFloat64); }

double sliced(const Tensor& x, const Tensor& y, const Tensor& projections) {
  return sliced_wasserstein(x, y, projections, two_workers()).estimate;
}

double max_sliced(const Tensor& x, const Tensor& y, const Tensor& projections, int64_t steps) {
  return max_sliced_wasserstein(x, y, projections, steps, two_workers()).estimate;
}

Tensor column(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64).unsqueeze(1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wasserstein)

BOOST_AUTO_TEST_CASE(one_dimension_is_exact) {
  BOOST_TEST(sliced(column({0, 1, 3}), column({8, 5, 6}), eye(1)) == 5);
  BOOST_TEST(sliced(column({2, 0}), column({0, 3}), eye(1)) == std::sqrt(0.5),
             tt::tolerance(1e-15));
  // Thirds against halves: 0 meets 0 for 1/3, 3 meets 0 for 1/6 and 6 for 1/6, 6 meets 6.
  BOOST_TEST(sliced(column({6, 0, 3}), column({6, 0}), eye(1)) == std::sqrt(3),
             tt::tolerance(1e-15));
  BOOST_TEST(sliced(column({4}), column({1, 2, 3}), eye(1)) == std::sqrt(14. / 3),
             tt::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(other_sizes_are_those_of_repeated_rows) {
  const Tensor x = gaussian(1, 40, 6), y = gaussian(2, 60, 6) * 2, v = unit_projections(3, 50, 6);
  BOOST_TEST(sliced(x, y, v) == sliced(x.repeat({3, 1}), y.repeat({2, 1}), v),
             tt::tolerance(1e-12));
  BOOST_TEST(max_sliced(x, y, v, 30) == max_sliced(x.repeat({3, 1}), y.repeat({2, 1}), v, 30),
             tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_shift_has_its_length) {
  const int64_t dimensions = 16;
  const Tensor x = gaussian(4, 800, dimensions), shift = torch::full({dimensions}, 0.75);
  const double length = 3;
  BOOST_TEST(sliced(x + shift, x, eye(dimensions)) == length / 4, tt::tolerance(1e-12));
  const Measured found =
      sliced_wasserstein(x + shift, x, unit_projections(5, 1000, dimensions), two_workers());
  const auto error = found.details.at("projections_error").get<double>();
  BOOST_TEST(error < 0.03);
  BOOST_TEST(std::abs(found.estimate - length / 4) < 5 * error);
  BOOST_TEST(max_sliced(x + shift, x, unit_projections(6, 20, dimensions), 100) == length,
             tt::tolerance(1e-6));
}

// The error is that of the draw: over seeds the estimates spread by it, known to 7 % from 100.
BOOST_AUTO_TEST_CASE(the_error_of_projections_is_the_spread_over_seeds) {
  const Tensor x = gaussian(7, 300, 8) * torch::linspace(0.5, 2, 8), y = gaussian(8, 300, 8);
  std::vector<double> estimates;
  double error = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Measured found = sliced_wasserstein(x, y, unit_projections(seed, 60, 8), two_workers());
    estimates.push_back(found.estimate);
    error += found.details.at("projections_error").get<double>() / 100;
  }
  const auto spread = torch::tensor(estimates, torch::kFloat64).std().item<double>();
  BOOST_TEST(error == spread, tt::tolerance(0.35));
}

BOOST_AUTO_TEST_CASE(the_maximum_is_not_below_any_direction) {
  const Tensor x = gaussian(9, 400, 10) * torch::linspace(0.5, 1.5, 10), y = gaussian(10, 550, 10);
  const Tensor v = unit_projections(11, 100, 10);
  const double best = projected_wasserstein2(x, y, v, two_workers()).max().sqrt().item<double>();
  BOOST_TEST(max_sliced(x, y, v, 0) == best, tt::tolerance(1e-14));
  double before = best;
  for (const int64_t steps : {1, 5, 20, 100}) {
    const double found = max_sliced(x, y, v, steps);
    BOOST_TEST(found >= before);
    before = found;
  }
  BOOST_TEST(before > 1.05 * best);
  const Tensor others = unit_projections(12, 5000, 10);
  BOOST_TEST(before >
             projected_wasserstein2(x, y, others, two_workers()).max().sqrt().item<double>());
}

BOOST_AUTO_TEST_CASE(order_swap_scale_and_threads_do_not_matter) {
  const Tensor x = gaussian(13, 700, 5) + 0.3, y = gaussian(14, 530, 5),
               v = unit_projections(15, 40, 5);
  const double s = sliced(x, y, v), m = max_sliced(x, y, v, 20);
  BOOST_TEST(s == sliced_wasserstein(x, y, v, one_worker()).estimate);
  BOOST_TEST(m == max_sliced_wasserstein(x, y, v, 20, one_worker()).estimate);
  BOOST_TEST(s == sliced(shuffled(x, 1), shuffled(y, 2), shuffled(v, 3)), tt::tolerance(1e-12));
  BOOST_TEST(m == max_sliced(shuffled(x, 1), shuffled(y, 2), v, 20), tt::tolerance(1e-9));
  BOOST_TEST(s == sliced(y, x, v), tt::tolerance(1e-12));
  BOOST_TEST(m == max_sliced(y, x, v, 20), tt::tolerance(1e-9));
  BOOST_TEST(7 * s == sliced(7 * x + 100, 7 * y + 100, v * 0.1), tt::tolerance(1e-12));
  BOOST_TEST(sliced(x, shuffled(x, 4), v) < 1e-14);
  BOOST_TEST(max_sliced(x, shuffled(x, 4), v, 20) < 1e-14);
}

BOOST_AUTO_TEST_CASE(directions_are_of_length_1_and_more_extend_fewer) {
  const Tensor few = unit_projections(16, 10, 30), more = unit_projections(16, 400, 30);
  BOOST_TEST(more.slice(0, 0, 10).equal(few));
  BOOST_TEST(more.norm(2, 1).sub(1).abs().max().item<double>() < 1e-14);
  BOOST_TEST(!few.equal(unit_projections(17, 10, 30)));
  // Uniform: the mean of v v^T is I / D, each entry within 5 standard errors.
  BOOST_TEST((more.t().mm(more) / 400 - eye(30) / 30).abs().max().item<double>() < 5 * 0.05 / 20);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor x = gaussian(18, 8, 3), y = gaussian(19, 6, 3);
  Tensor bad = y.clone(), zero = eye(3);
  bad[4][1] = std::numeric_limits<double>::infinity();
  zero[2][2] = 0;
  for (const bool largest : {false, true}) {
    const auto said = [&](const Tensor& generated, const Tensor& real, const Tensor& projections) {
      return refusal([&] {
        largest ? max_sliced(generated, real, projections, 3)
                : sliced(generated, real, projections);
      });
    };
    BOOST_TEST(mentions(said(x, y, eye(2)), {"projections", "[2, 2]", "[6, 3]"}));
    BOOST_TEST(mentions(said(x, y, zero), {"projections: row 2 ", "[3, 3]"}));
    BOOST_TEST(mentions(said(x, bad, eye(3)), {"real: row 4 "}));
    BOOST_TEST(mentions(said(x, y.slice(1, 0, 2), eye(3)), {"generated", "[8, 3]", "[6, 2]"}));
    BOOST_TEST(mentions(said(x.slice(0, 0, 0), y, eye(3)), {"generated", "at least 1 row"}));
  }
  BOOST_TEST(mentions(refusal([&] { max_sliced(x, y, eye(3), -1); }), {"steps: -1"}));
  BOOST_TEST(mentions(refusal([&] { unit_projections(0, 0, 3); }), {"projections: 0"}));
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/frechet.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

double value(const Tensor& x, const Tensor& y) { return frechet(x, y, two_workers()).estimate; }

double variance_sum(const Tensor& rows) { return rows.var(0).sum().item<double>(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(frechet_distance)

BOOST_AUTO_TEST_CASE(moments_are_those_of_the_whole_matrix) {
  // Several blocks of rows and strips of columns.
  const Tensor rows = gaussian(1, 1100, 600) + 50;
  const Moments found = moments(rows, two_workers());
  BOOST_TEST((found.mean - rows.mean(0)).abs().max().item<double>() < 1e-12);
  BOOST_TEST((found.covariance - torch::cov(rows.t())).abs().max().item<double>() < 1e-12);
  const Moments again = moments(rows, one_worker());
  BOOST_TEST(found.covariance.equal(again.covariance));
  BOOST_TEST(found.mean.equal(again.mean));
}

BOOST_AUTO_TEST_CASE(known_changes_have_their_known_distance) {
  const Tensor rows = gaussian(2, 700, 12) * torch::linspace(0.1, 3, 12);
  const double spread = variance_sum(rows);
  BOOST_TEST(std::abs(value(rows, shuffled(rows, 1))) < 1e-12 * spread);
  const Tensor shift = torch::linspace(-1, 1, 12, torch::kFloat64);
  BOOST_TEST(value(rows + shift, rows) == shift.square().sum().item<double>(),
             tt::tolerance(1e-11));
  // About the mean, by a factor a: (a - 1)^2 tr S.
  const Tensor centred = rows - rows.mean(0);
  BOOST_TEST(value(centred * 3, centred) == 4 * spread, tt::tolerance(1e-11));
  BOOST_TEST(value(-centred, centred) < 1e-12 * spread);
}

// Singular covariances: fewer rows than dimensions, on a plane, one point.
BOOST_AUTO_TEST_CASE(singular_covariances_are_no_special_case) {
  const Tensor few = gaussian(3, 6, 80);
  const double spread = variance_sum(few);
  BOOST_TEST(std::abs(value(few, few.clone())) < 1e-12 * spread);
  BOOST_TEST(value(few + 1, few) == 80, tt::tolerance(1e-11));
  const Tensor centred = few - few.mean(0);
  BOOST_TEST(value(centred * 3, centred) == 4 * spread, tt::tolerance(1e-11));
  const Tensor collapsed = few.mean(0, true).repeat({5, 1});
  BOOST_TEST(value(collapsed, few) == spread, tt::tolerance(1e-11));
  const Tensor plane = torch::cat({gaussian(4, 30, 2), torch::zeros({30, 4}, torch::kFloat64)}, 1),
               across = plane.roll(2, 1);
  BOOST_TEST(value(plane, across - across.mean(0) + plane.mean(0)) == 2 * variance_sum(plane),
             tt::tolerance(1e-11));
}

// Of few rows no covariance is made: zeros as further dimensions change the way, not the value.
BOOST_AUTO_TEST_CASE(few_rows_and_many_have_one_value) {
  const Tensor x = gaussian(10, 40, 30) * torch::linspace(0.5, 2, 30), y = gaussian(11, 35, 30);
  const auto wide = [](const Tensor& rows) {
    return torch::cat({rows, torch::zeros({rows.size(0), 9000}, torch::kFloat64)}, 1);
  };
  BOOST_TEST(value(wide(x), wide(y)) == value(x, y), tt::tolerance(1e-11));
  // One set of each kind.
  const Tensor more = gaussian(12, 60, 50), less = gaussian(13, 20, 50);
  BOOST_TEST(value(more, less) == value(wide(more), wide(less)), tt::tolerance(1e-11));
}

BOOST_AUTO_TEST_CASE(order_swap_rotation_and_threads_do_not_matter) {
  const Tensor x = gaussian(5, 600, 7) * torch::linspace(0.5, 2, 7), y = gaussian(6, 530, 7) + 0.2;
  const double found = value(x, y);
  BOOST_TEST(found == frechet(x, y, one_worker()).estimate);
  BOOST_TEST(found == value(shuffled(x, 1), shuffled(y, 2)), tt::tolerance(1e-11));
  BOOST_TEST(found == value(y, x), tt::tolerance(1e-11));
  const Tensor turn = rotation(7, 7);
  BOOST_TEST(25 * found == value(x.mm(turn) * 5 - 9, y.mm(turn) * 5 - 9), tt::tolerance(1e-10));
  BOOST_TEST(found == value(x.to(torch::kFloat32), y.to(torch::kFloat32)), tt::tolerance(1e-5));
  const Json details = frechet(x, y, two_workers()).details;
  BOOST_TEST(found ==
             details.at("mean_term").get<double>() + details.at("covariance_term").get<double>());
}

// Two sets of one law: the value falls as 1/n, from 50 to 500 rows to about a tenth.
BOOST_AUTO_TEST_CASE(the_bias_falls_with_the_number_of_rows) {
  const auto mean = [](int64_t rows) {
    double sum = 0;
    for (uint64_t seed = 0; seed < 20; ++seed)
      sum += value(gaussian(100 + seed, rows, 5), gaussian(200 + seed, rows, 5)) / 20;
    return sum;
  };
  const double few = mean(50), many = mean(500);
  BOOST_TEST(many > 0);
  BOOST_TEST(few / many > 7);
  BOOST_TEST(few / many < 14);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor x = gaussian(8, 8, 3), y = gaussian(9, 6, 3);
  Tensor bad = y.clone();
  bad[4][1] = std::numeric_limits<double>::infinity();
  const auto said = [&](const Tensor& generated, const Tensor& real) {
    return refusal([&] { value(generated, real); });
  };
  BOOST_TEST(mentions(said(x.slice(0, 0, 1), y), {"generated", "[1, 3]", "at least 2"}));
  BOOST_TEST(mentions(said(x, y.slice(0, 0, 1)), {"real", "[1, 3]", "at least 2"}));
  BOOST_TEST(mentions(said(x, bad), {"real: row 4 "}));
  BOOST_TEST(mentions(said(x, y.slice(1, 0, 2)), {"generated", "[8, 3]", "[6, 2]"}));
  const Tensor large = torch::zeros({8193, 1}).expand({8193, 8193});
  BOOST_TEST(mentions(said(large.slice(0, 0, 2), large), {"real", "[8193, 8193]", "8192"}));
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/grid_density.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

const Grid kGrid{.view = 8, .side = 161};

/// A Gaussian of the plane around (shift, 0), up to a constant.
LogDensity normal_density(double sd, double shift = 0) {
  return [=](const Tensor& x) {
    const Tensor centre = torch::tensor({shift, 0.0}, torch::kFloat64);
    return 3 - (x - centre).square().sum(1) / (2 * sd * sd);
  };
}

double kl_of_normals(double sd_p, double sd_q, double distance) {
  const double ratio = sd_p * sd_p / (sd_q * sd_q);
  return ratio - 1 - std::log(ratio) + distance * distance / (2 * sd_q * sd_q);
}

auto says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_density)

BOOST_AUTO_TEST_CASE(points_are_a_square_with_its_edges) {
  const Tensor points = Grid{.view = 2, .side = 3}.points();
  const Tensor expected =
      torch::tensor({-2, -2, 0, -2, 2, -2, -2, 0, 0, 0, 2, 0, -2, 2, 0, 2, 2, 2}, torch::kFloat64);
  BOOST_TEST(torch::equal(points, expected.view({9, 2})));
  BOOST_TEST((Grid{.view = 2, .side = 3}.log_cell()) == std::log(4), tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(log_z_and_likelihood_of_a_gaussian_are_exact) {
  const double sd = 0.7, log_z = 3 + std::log(2 * std::numbers::pi * sd * sd);
  const LogDensity f = normal_density(sd, 0.5);
  BOOST_TEST(grid_log_z(on_grid(f, kGrid), kGrid) == log_z, tt::tolerance(1e-10));
  const Tensor points =
      torch::tensor({0.5, 0.0, 1.5, 0.0, 0.5, -2.0}, torch::kFloat64).view({3, 2});
  BOOST_TEST(grid_nll(f, points, kGrid) ==
                 std::log(2 * std::numbers::pi * sd * sd) + 5.0 / 3 / (2 * sd * sd),
             tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(divergences_of_gaussians_are_exact) {
  const Tensor p = on_grid(normal_density(0.6), kGrid), q = on_grid(normal_density(1, 0.8), kGrid);
  BOOST_TEST(kl_on_grid(p, q) == kl_of_normals(0.6, 1, 0.8), tt::tolerance(1e-9));
  BOOST_TEST(kl_on_grid(q, p) == kl_of_normals(1, 0.6, 0.8), tt::tolerance(1e-9));
  BOOST_TEST(std::abs(kl_on_grid(p, p + 50)) < 1e-12);
  const Measured found = grid_kl(q, p);
  BOOST_TEST(found.estimate == kl_on_grid(p, q));
  BOOST_TEST(found.details["reverse_kl"].get<double>() == kl_on_grid(q, p));
  BOOST_TEST(!found.interval.has_value());
}

BOOST_AUTO_TEST_CASE(the_best_temperature_matches_the_spread_of_the_truth) {
  const Tensor p = on_grid(normal_density(0.6), kGrid), q = on_grid(normal_density(1, 0.8), kGrid);
  // Of q^(1/T) the variance is T: the KL is least at the mean square of p around q's mean.
  const double best = 0.6 * 0.6 + 0.8 * 0.8 / 2;
  const TemperedKl found = kl_over_temperature(p, q);
  BOOST_TEST(found.temperature == best, tt::tolerance(1e-6));
  BOOST_TEST(found.kl == kl_of_normals(0.6, std::sqrt(best), 0.8), tt::tolerance(1e-9));
  BOOST_TEST(!found.at_end);
  const TemperedKl scaled = kl_over_temperature(p, 1000 * q);
  BOOST_TEST(scaled.temperature == 1000 * best, tt::tolerance(1e-6));
  BOOST_TEST(scaled.kl == found.kl, tt::tolerance(1e-10));
  BOOST_TEST(found.kl < kl_on_grid(p, q));
}

BOOST_AUTO_TEST_CASE(a_density_turned_upside_down_has_no_best_temperature) {
  const Tensor p = on_grid(normal_density(1), kGrid);
  BOOST_TEST(kl_over_temperature(p, -p).at_end);
  BOOST_TEST(grid_kl(-p, p).details.contains("note"));
  const Measured flat = grid_kl(torch::zeros_like(p), p);
  BOOST_TEST(
      flat.estimate == 2 * std::log(161) - std::log(2 * std::numbers::pi) - 1 + kGrid.log_cell(),
      tt::tolerance(1e-9));
  BOOST_TEST(!flat.details.contains("temperature"));
  BOOST_CHECK_EXCEPTION(kl_over_temperature(p, torch::ones_like(p)), std::invalid_argument,
                        says("log_q: is constant"));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const Tensor p = on_grid(normal_density(1), kGrid);
  BOOST_CHECK_EXCEPTION(kl_on_grid(p, p.slice(0, 1)), std::invalid_argument,
                        says("log_q: shape [160, 161] must be that of log_p, [161, 161]"));
  BOOST_CHECK_EXCEPTION(grid_kl(torch::ones({3, 1}), torch::ones({3, 1})), std::invalid_argument,
                        says("at least 2 x 2"));
  Tensor bad = p.clone();
  bad[4][0] = -std::numeric_limits<double>::infinity();
  BOOST_CHECK_EXCEPTION(grid_kl(bad, p), std::invalid_argument, says("learned_log: row 4"));
  BOOST_CHECK_EXCEPTION((Grid{.view = 0, .side = 5}.points()), std::invalid_argument,
                        says("grid: view 0"));
  BOOST_CHECK_EXCEPTION((Grid{.view = 1, .side = 1}.log_cell()), std::invalid_argument,
                        says("side 1 at least 2"));
  BOOST_CHECK_EXCEPTION(grid_log_z(p, Grid{.view = 1, .side = 5}), std::invalid_argument,
                        says("log_density: shape [161, 161] must be [5, 5]"));
  BOOST_CHECK_EXCEPTION(grid_nll(normal_density(1), torch::zeros({4, 3}), kGrid),
                        std::invalid_argument, says("points: shape [4, 3] must be [n, 2]"));
  BOOST_CHECK_EXCEPTION(on_grid([](const Tensor& x) { return x.sum(1).log(); }, kGrid),
                        std::invalid_argument, says("must be finite on the whole grid"));
}

BOOST_AUTO_TEST_SUITE_END()

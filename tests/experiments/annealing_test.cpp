#include "experiments/evaluation/annealing.h"

#include <ATen/Functions.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

#include "metrics/fixture.h"
#include "metrics/grid_density.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

/// exp(7 - (x - mean)' C^-1 (x - mean) / 2) with C = L L', its log Z and exact samples.
struct Normal {
  Tensor mean, factor;

  LogDensity log_density() const {
    const Tensor inverse = factor.inverse();
    return [*this, inverse](const Tensor& x) {
      return 7 - (x - mean).mm(inverse.t()).square().sum(1) / 2;
    };
  }
  double log_z() const {
    return 7 + static_cast<double>(mean.size(0)) / 2 * std::log(2 * std::numbers::pi) +
           factor.diagonal().log().sum().item<double>();
  }
  Tensor samples(uint64_t seed, int64_t n) const {
    return gaussian(seed, n, mean.size(0)).mm(factor.t()) + mean;
  }
};

Normal one_dimension() {
  return {torch::tensor({1.5}, torch::kFloat64),
          torch::tensor({0.2}, torch::kFloat64).view({1, 1})};
}

Normal correlated() {
  return {torch::tensor({-1.0, 0.5}, torch::kFloat64),
          torch::tensor({0.5, 0.0, 0.6, 0.2}, torch::kFloat64).view({2, 2})};
}

Normal ten_dimensions() {
  const Tensor sds = torch::linspace(0.3, 2, 10, torch::kFloat64);
  Tensor factor = torch::diag(sds);
  for (int64_t i = 1; i < 10; ++i) factor[i][i - 1] = 0.2;
  return {torch::linspace(-1, 1, 10, torch::kFloat64), factor};
}

/// Two Gaussians of weight 1 and 3, both far from the origin.
const double kSpread = 0.3;
Tensor two_modes(const Tensor& x) {
  const Tensor first = torch::tensor({-1.0, 0.5}, torch::kFloat64), second = -first;
  const auto part = [&](const Tensor& at) {
    return (x - at).square().sum(1) / (-2 * kSpread * kSpread);
  };
  return torch::logaddexp(part(first), part(second) + std::log(3));
}

/// Standard errors that the estimate is away from the truth.
double errors_away(const Annealed& found, double log_z) {
  return (found.log_z - log_z) / found.error;
}

auto says(const std::string& part) {
  return [part](const std::invalid_argument& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(annealing)

BOOST_AUTO_TEST_CASE(log_z_of_gaussians_lies_in_the_bracket) {
  const Annealing fine{.base_sd = 2, .temperatures = 200, .leapfrogs = 5, .seed = 1};
  for (const Normal& law : {one_dimension(), correlated(), ten_dimensions()}) {
    // Ends at 4 standard errors: both hold with probability above 0.9999.
    const LogZBracket found =
        log_z_bracket(law.log_density(), 600, law.samples(3, 600), fine, two_workers(), 0.99994);
    BOOST_TEST(found.low < law.log_z());
    BOOST_TEST(found.high > law.log_z());
    BOOST_TEST(found.high - found.low < 0.8);
    for (const Annealed* side : {&found.forward, &found.reverse}) {
      BOOST_TEST(std::abs(side->log_z - law.log_z()) < 0.3);
      BOOST_TEST(side->effective_samples > 100);
      BOOST_TEST(side->effective_samples <= 600);
      BOOST_TEST(side->acceptance > 0.5);
      BOOST_TEST(side->acceptance < 0.95);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_mean_weight_is_exact_with_few_temperatures) {
  // With many chains the bias is far below the standard error, however coarse the path.
  const Normal law{torch::tensor({-0.5, 0.3}, torch::kFloat64),
                   torch::tensor({0.9, 0.0, 0.3, 0.8}, torch::kFloat64).view({2, 2})};
  for (const int64_t leapfrogs : {1, 4}) {
    const Annealing coarse{.base_sd = 1.1, .temperatures = 4, .leapfrogs = leapfrogs, .seed = 2};
    const Annealed forward =
                       annealed_importance(law.log_density(), 2, 16000, coarse, two_workers()),
                   reverse = reverse_annealing(law.log_density(), law.samples(5, 16000), coarse,
                                               two_workers());
    for (const Annealed* side : {&forward, &reverse}) {
      BOOST_TEST(std::abs(errors_away(*side, law.log_z())) < 4.5);
      BOOST_TEST(side->error < 0.02);
      BOOST_TEST(side->effective_samples < 15000);
    }
  }
}

BOOST_AUTO_TEST_CASE(one_temperature_is_importance_sampling) {
  const Normal law{torch::zeros({1}, torch::kFloat64), torch::ones({1, 1}, torch::kFloat64)};
  const Annealing single{.base_sd = 1, .temperatures = 1};
  const Annealed found = annealed_importance(law.log_density(), 1, 50, single, two_workers());
  // The base is the law: every weight is Z.
  BOOST_TEST(found.log_z == law.log_z(), tt::tolerance(1e-12));
  BOOST_TEST(found.error < 1e-6);
  BOOST_TEST(found.effective_samples == 50, tt::tolerance(1e-9));
  BOOST_TEST(
      reverse_annealing(law.log_density(), law.samples(1, 50), single, two_workers()).log_z ==
          law.log_z(),
      tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(few_chains_on_a_coarse_path_err_to_their_own_sides) {
  const Normal law = ten_dimensions();
  double forward = 0, reverse = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Annealing coarse{.base_sd = 2, .temperatures = 5, .leapfrogs = 3, .seed = seed};
    const auto samples = law.samples(100 + seed, 4);
    const LogZBracket found = log_z_bracket(law.log_density(), 4, samples, coarse, two_workers());
    forward += found.forward.log_z / 20;
    reverse += found.reverse.log_z / 20;
  }
  BOOST_TEST(forward < law.log_z() - 0.5);
  BOOST_TEST(reverse > law.log_z() + 0.5);
}

BOOST_AUTO_TEST_CASE(it_agrees_with_the_grid) {
  const Grid grid{.view = 4, .side = 201};
  const double log_z = grid_log_z(on_grid(two_modes, grid), grid);
  BOOST_TEST(log_z == std::log(4 * 2 * std::numbers::pi * kSpread * kSpread), tt::tolerance(1e-9));
  const Annealing fine{.base_sd = 1.5, .temperatures = 100, .leapfrogs = 5, .seed = 3};
  const Annealed forward = annealed_importance(two_modes, 2, 400, fine, two_workers());
  BOOST_TEST(std::abs(errors_away(forward, log_z)) < 4.5);
  BOOST_TEST(forward.error < 0.1);
  const Tensor mode = torch::where(torch::arange(400).remainder(4) == 0, 1.0, -1.0).unsqueeze(1);
  const Tensor samples =
      gaussian(4, 400, 2) * kSpread + mode * torch::tensor({-1.0, 0.5}, torch::kFloat64);
  const Annealed reverse = reverse_annealing(two_modes, samples, fine, two_workers());
  BOOST_TEST(std::abs(errors_away(reverse, log_z)) < 4.5);
  BOOST_TEST(reverse.error < 0.1);
}

BOOST_AUTO_TEST_CASE(samples_that_miss_the_larger_part_of_the_law_bound_nothing) {
  // Chains that never left the mode of weight 1/4: to the base it mixes with the other, and the
  // estimate comes out below log Z.
  const Annealing fine{.base_sd = 1.5, .temperatures = 100, .leapfrogs = 5, .seed = 3};
  const Tensor samples =
      gaussian(4, 300, 2) * kSpread + torch::tensor({-1.0, 0.5}, torch::kFloat64);
  const Annealed reverse = reverse_annealing(two_modes, samples, fine, two_workers());
  const double log_z = std::log(4 * 2 * std::numbers::pi * kSpread * kSpread);
  BOOST_TEST(reverse.log_z + 4 * reverse.error < log_z);
}

BOOST_AUTO_TEST_CASE(threads_and_a_constant_change_nothing) {
  const Normal law = correlated();
  const Annealing options{.base_sd = 1.5, .temperatures = 20, .leapfrogs = 2, .seed = 4};
  const LogDensity f = law.log_density();
  const Annealed two = annealed_importance(f, 2, 300, options, two_workers());
  for (const int64_t threads : {1, 3}) {
    Workers workers(threads);
    BOOST_TEST(torch::equal(annealed_importance(f, 2, 300, options, workers).log_weights,
                            two.log_weights));
  }
  const LogDensity shifted = [&](const Tensor& x) { return f(x) + 1000; };
  BOOST_TEST(annealed_importance(shifted, 2, 300, options, two_workers()).log_z == two.log_z + 1000,
             tt::tolerance(1e-9));
  Annealing other = options;
  other.seed = 5;
  BOOST_TEST(annealed_importance(f, 2, 300, other, two_workers()).log_z != two.log_z);
}

BOOST_AUTO_TEST_CASE(functions_of_floats_work) {
  const LogDensity f = [](const Tensor& x) {
    return x.to(torch::kFloat32).square().sum(1) / -0.5F;
  };
  const Annealing options{.temperatures = 100, .leapfrogs = 3};
  const Annealed found = annealed_importance(f, 3, 300, options, two_workers());
  BOOST_TEST(std::abs(errors_away(found, 1.5 * std::log(2 * std::numbers::pi * 0.25))) < 4.5);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const LogDensity f = correlated().log_density();
  const auto check = [&](const LogDensity& density, const Annealing& options,
                         const std::string& part) {
    BOOST_CHECK_EXCEPTION(annealed_importance(density, 2, 10, options, two_workers()),
                          std::invalid_argument, says(part));
  };
  check(f, {.base_sd = 0}, "base_sd: 0");
  check(f, {.temperatures = 0}, "must be at least 1");
  check(f, {.temperatures = 5'000'001}, "at most 5 million");
  check(f, {.acceptance = 1}, "acceptance: 1");
  check([](const Tensor& x) { return x.square(); }, {}, "log_density: gives shape [32, 2]");
  check([](const Tensor& x) { return x.sum(1) / 0; }, {.temperatures = 1},
        "log_density: must be finite at every draw of the base");
  BOOST_CHECK_EXCEPTION(annealed_importance(f, 2, 1, {}, two_workers()), std::invalid_argument,
                        says("chains: 1 must be at least 2"));
  BOOST_CHECK_EXCEPTION(reverse_annealing(f, gaussian(1, 1, 2), {}, two_workers()),
                        std::invalid_argument, says("samples: shape [1, 2]"));
  BOOST_CHECK_EXCEPTION(log_z_bracket(f, 10, gaussian(1, 9, 2), {}, two_workers(), 1),
                        std::invalid_argument, says("level: 1"));
}

BOOST_AUTO_TEST_SUITE_END()

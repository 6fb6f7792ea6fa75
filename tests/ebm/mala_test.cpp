#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <numbers>

#include "ebm/gaussian_energy.h"
#include "ebm/sampler.h"

using namespace coopbench;

namespace {

const Stream stream{.seed = 12, .purpose = Purpose::step, .iteration = 2};

Ends sampled(const Json& rule, int64_t steps, const Energy& energy, const torch::Tensor& x0) {
  const Sampler sampler =
      make_sampler(parse_config<SamplerConfig>(Json{{"rule", rule}, {"steps", steps}}, "sampler"),
                   std::make_shared<Workers>(2));
  return sampler(energy, shape_of(x0))({x0}, stream);
}

Json mala(double step_size) { return {{"name", "mala"}, {"step_size", step_size}}; }

/// On the standard normal law a proposal x' of x is accepted with probability min(1, exp(-eps^2/8
/// (x'^2 - x^2))): the terms of energies and proposals collapse to that.
double acceptance(double x, double to, double eps) {
  return std::min(1.0, std::exp(-eps * eps / 8 * (to * to - x * x)));
}

/// Its mean over x from the law and x' from x, by the trapezoidal rule.
double mean_acceptance(double eps) {
  const double step = 0.02, keep = 1 - eps * eps / 2;
  const auto density = [](double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  };
  double sum = 0;
  for (double x = -8; x <= 8; x += step)
    for (double xi = -8; xi <= 8; xi += step)
      sum += density(x) * density(xi) * acceptance(x, keep * x + eps * xi, eps);
  return sum * step * step;
}

/// Chi-square of 20 bins that the standard normal law makes equally likely.
double chi_square(const torch::Tensor& x) {
  const torch::Tensor u =
      0.5 * (1 + torch::erf(x.flatten().to(torch::kFloat64) / std::numbers::sqrt2));
  const torch::Tensor counts = torch::histc(u, 20, 0, 1);
  const double expected = static_cast<double>(x.numel()) / 20;
  return ((counts - expected).square().sum() / expected).item<double>();
}

constexpr double one_percent = 36.19;  // of the chi-square law with 19 degrees of freedom

}  // namespace

BOOST_AUTO_TEST_SUITE(mala_)

BOOST_AUTO_TEST_CASE(each_chain_is_accepted_as_the_closed_form_on_a_gaussian_says) {
  const GaussianEnergy energy(0, 1);
  const double eps = 1.1;
  const int64_t n = 400;
  const auto x0 = normal({.seed = 5}, {n, 1, 1, 1});
  const Ends ends = sampled(mala(eps), 1, energy, x0);
  const Draws draws(stream, n);
  const auto xi = draws.normal(x0, 0), u = draws.uniform(0);
  int64_t accepted = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double x = x0[i].item<double>(),
                 to = (1 - eps * eps / 2) * x + eps * xi[i].item<double>();
    const bool moves = u[i].item<double>() < acceptance(x, to, eps);
    BOOST_TEST(ends.chains.x[i].item<double>() == (moves ? to : x),
               boost::test_tools::tolerance(1e-5));
    accepted += moves ? 1 : 0;
  }
  BOOST_TEST(ends.shares.at("accepted").at(0) ==
             static_cast<double>(accepted) / static_cast<double>(n));
  BOOST_TEST(accepted > n / 2);
  BOOST_TEST(accepted < n);
}

BOOST_AUTO_TEST_CASE(the_share_that_is_accepted_is_the_integral_at_every_step) {
  const GaussianEnergy energy(0, 1);
  const int64_t n = 20000, steps = 5;
  for (const double eps : {0.5, 1.5}) {
    const Ends ends = sampled(mala(eps), steps, energy, normal({.seed = 6}, {n, 1, 1, 1}));
    const double right = mean_acceptance(eps);
    for (const double share : ends.shares.at("accepted"))
      BOOST_TEST(std::abs(share - right) < 4 * std::sqrt(right * (1 - right) / double(n)), share);
    BOOST_TEST(ends.gradients == n * (steps + 1));
  }
}

BOOST_AUTO_TEST_CASE(chains_from_elsewhere_end_in_the_law_where_unadjusted_ones_do_not) {
  const GaussianEnergy energy(0, 1);
  const auto x0 = torch::full({20000, 1, 1, 1}, 3.0F);
  const double eps = 1.2;
  BOOST_TEST(chi_square(sampled(mala(eps), 150, energy, x0).chains.x) < one_percent);
  const Json unadjusted{{"name", "free_noise"}, {"step_size", eps * eps / 2}, {"noise_scale", eps}};
  BOOST_TEST(chi_square(sampled(unadjusted, 150, energy, x0).chains.x) > 10 * one_percent);
}

BOOST_AUTO_TEST_CASE(the_temperature_is_that_of_the_evaluations_of_the_anatomy) {
  // U = E eps^2/2 of a net trained at eps has with temperature 1 the law exp(-E).
  struct Folded : GaussianEnergy {
    using GaussianEnergy::GaussianEnergy;
    torch::Tensor forward(const torch::Tensor& x) const override {
      return GaussianEnergy::forward(x) * 0.1 * 0.1 / 2;
    }
  };
  const Json rule{{"name", "mala"}, {"step_size", 1.2}, {"trained_noise_scale", 0.1}};
  BOOST_TEST(
      chi_square(sampled(rule, 150, Folded(0, 1), torch::full({20000, 1, 1, 1}, 3.0F)).chains.x) <
      one_percent);
  BOOST_TEST(step_rules().make({step_rules().resolve(rule, "rule")})->energy_scale() == 200,
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_proposal_without_a_finite_energy_is_never_taken) {
  struct Walled : GaussianEnergy {
    using GaussianEnergy::GaussianEnergy;
    torch::Tensor forward(const torch::Tensor& x) const override {
      const auto u = GaussianEnergy::forward(x);
      return torch::where(x.flatten(1).amax(1) > 1, torch::full_like(u, std::nan("")), u);
    }
  };
  const Ends ends = sampled(mala(1), 50, Walled(0, 1), torch::zeros({500, 1, 1, 1}));
  BOOST_TEST(ends.chains.x.max().item<double>() <= 1);
  BOOST_TEST(ends.chains.x.std().item<double>() > 0.3);
}

BOOST_AUTO_TEST_SUITE_END()

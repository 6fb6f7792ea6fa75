#include "ebm/rules/hmc.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <numbers>

#include "core/json.h"
#include "ebm/walk.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const Stream stream{.seed = 13, .purpose = Purpose::step, .iteration = 2};

/// U(x) = |x|^2 / (2 sd^2) * factor.
EnergyGradientOf gaussian_field(double sd = 1, double factor = 1) {
  return [=](const Tensor& x, int64_t) -> EnergyGradient {
    return {factor * x.square().flatten(1).sum(1) / (2 * sd * sd), factor / (sd * sd) * x};
  };
}

/// The energy as a rule sees it.
struct Around : Local {
  EnergyGradientOf field;
  explicit Around(EnergyGradientOf f) : field(std::move(f)) {}
  EnergyGradient at(const Tensor& x, int64_t k) const override { return field(x, k); }
  bool varies() const override { return false; }
};

std::shared_ptr<const StepRule> named(const Json& settings) {
  return step_rules().make({step_rules().resolve(settings, "rule")});
}

Walked walked(const StepRule& rule, int64_t steps, const Tensor& x0,
              const EnergyGradientOf& field = gaussian_field(), bool varies = false,
              const Stream& numbers = stream) {
  return walk(field, varies, rule, steps, {x0}, numbers);
}

/// Chi-square of 20 bins that the standard normal law makes equally likely.
double chi_square(const Tensor& x) {
  const Tensor u = 0.5 * (1 + torch::erf(x.flatten().to(torch::kFloat64) / std::numbers::sqrt2));
  const Tensor counts = torch::histc(u, 20, 0, 1);
  const double expected = static_cast<double>(x.numel()) / 20;
  return ((counts - expected).square().sum() / expected).item<double>();
}

constexpr double one_percent = 36.19;  // of the chi-square law with 19 degrees of freedom

double largest(const Tensor& x) { return x.abs().max().item<double>(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(hmc_)

BOOST_AUTO_TEST_CASE(with_one_leapfrog_chains_on_a_gaussian_are_accepted_as_those_of_mala) {
  const int64_t n = 400;
  const Tensor x0 = normal({.seed = 5}, {n, 1, 1, 1});
  const Draws draws(stream, n);
  const double eps = 1.3 * draws.common(0.8, 1.2, 0);
  const Walked hmc = walked(*hmc_rule(1.3, 1), 1, x0),
               mala = walked(*named({{"name", "mala"}, {"step_size", eps}}), 1, x0);
  BOOST_TEST(largest(hmc.x - mala.x) < 1e-5);
  BOOST_TEST(largest(hmc.drift - mala.drift) < 1e-5);
  BOOST_TEST(torch::equal(hmc.counts[0], mala.counts[0]));
  // For both the proposal x' of x is accepted with probability min(1, exp(-eps^2/8 (x'^2 - x^2))).
  const Tensor to = (1 - eps * eps / 2) * x0 + eps * draws.normal(x0, 0),
               moves = draws.uniform(0).reshape({n, 1, 1, 1}).log() <
                       -eps * eps / 8 * (to.square() - x0.square());
  BOOST_TEST(largest(hmc.x - torch::where(moves, to, x0)) < 1e-5);
  const auto accepted = hmc.counts[0].sum().item<double>();
  BOOST_TEST(accepted == moves.sum().item<double>());
  BOOST_TEST((2 * accepted > n && accepted < n));
}

BOOST_AUTO_TEST_CASE(a_leapfrog_on_a_gaussian_is_the_matrix_of_its_closed_form) {
  // With a = eps/sd the step turns (x / sd, p) by the angle acos(1 - a^2/2) along an ellipse whose
  // axes are as 1 to sqrt(1 - a^2/4).
  const double sd = 0.7, eps = 0.4, a = eps / sd, angle = std::acos(1 - a * a / 2),
               squeeze = std::sqrt(1 - a * a / 4);
  const Around local(gaussian_field(sd));
  const auto numbers = torch::kFloat64;
  const Tensor x = normal({.seed = 1}, {6, 2, 1, 1}).to(numbers),
               p = normal({.seed = 2}, {6, 2, 1, 1}).to(numbers);
  for (const int64_t steps : {1, 2, 9}) {
    const double turned = angle * static_cast<double>(steps);
    const Phase end = leapfrog({x, p, local.at(x, 0)}, local, 0, eps, steps, 1);
    BOOST_TEST(largest(end.x - (std::cos(turned) * x + sd / squeeze * std::sin(turned) * p)) <
               1e-12);
    BOOST_TEST(largest(end.momentum -
                       (std::cos(turned) * p - squeeze / sd * std::sin(turned) * x)) < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(leapfrogs_forwards_and_back_end_where_they_began) {
  // U = sum x^4 / 4.
  const Around local([](const Tensor& x, int64_t) -> EnergyGradient {
    return {x.pow(4).flatten(1).sum(1) / 4, x.pow(3)};
  });
  const Tensor x = normal({.seed = 1}, {8, 3, 1, 1}).to(torch::kFloat64),
               p = normal({.seed = 2}, {8, 3, 1, 1}).to(torch::kFloat64);
  const Phase there = leapfrog({x, p, local.at(x, 0)}, local, 0, 0.1, 15, 0.5);
  BOOST_TEST(largest(there.x - x) > 0.5);
  const Phase back = leapfrog({there.x, -there.momentum, there.here}, local, 0, 0.1, 15, 0.5);
  BOOST_TEST(largest(back.x - x) < 1e-11);
  BOOST_TEST(largest(back.momentum + p) < 1e-11);
}

BOOST_AUTO_TEST_CASE(chains_from_elsewhere_end_in_the_law_where_trajectories_alone_do_not) {
  const Tensor x0 = torch::full({20000, 1, 1, 1}, 3);
  const auto rule = hmc_rule(1.3, 3);
  const Walked found = walked(*rule, 40, x0);
  BOOST_TEST(chi_square(found.x) < one_percent);
  BOOST_TEST(found.gradients == 20000 * (3 * 40 + 1));
  const double accepted = found.counts[0].mean().item<double>() / 20000;
  BOOST_TEST((accepted > 0.5 && accepted < 0.95), accepted);
  // The same steps, each taken: what is left without acceptance.
  const Around local(gaussian_field());
  const Draws draws(stream, 20000);
  Tensor x = x0.to(torch::kFloat32);
  for (int64_t k = 0; k < 40; ++k)
    x = leapfrog({x, draws.normal(x, k), local.at(x, k)}, local, k, 1.3 * draws.common(0.8, 1.2, k),
                 3, 1)
            .x;
  BOOST_TEST(chi_square(x) > 10 * one_percent);
}

BOOST_AUTO_TEST_CASE(the_temperature_is_that_of_mala) {
  // U = E eps^2/2 of a net trained at eps has with temperature 1 the law exp(-E).
  const double eps = 0.1;
  const auto rule =
      named({{"name", "hmc"}, {"step_size", 1.3}, {"leapfrogs", 3}, {"trained_noise_scale", eps}});
  BOOST_TEST(rule->energy_scale() == 200, boost::test_tools::tolerance(1e-12));
  const Tensor x0 = torch::full({20000, 1, 1, 1}, 3);
  BOOST_TEST(chi_square(walked(*rule, 40, x0, gaussian_field(1, eps * eps / 2)).x) < one_percent);
}

BOOST_AUTO_TEST_CASE(trajectories_share_a_length_that_differs_from_step_to_step) {
  // Without a gradient a chain moves by length * momentum.
  const EnergyGradientOf flat = [](const Tensor& x, int64_t) -> EnergyGradient {
    return {torch::zeros({x.size(0)}), torch::zeros_like(x)};
  };
  const Tensor x0 = torch::zeros({50, 1, 2, 2});
  const Draws draws(stream, 50);
  std::vector<double> lengths;
  for (int64_t k = 0; k < 30; ++k) {
    Walk at{x0};
    hmc_rule(0.5, 4)->step(at, Around(flat), draws, k);
    const Tensor length = at.x / draws.normal(x0, k);
    BOOST_TEST((length.max() - length.min()).item<double>() < 1e-5);
    lengths.push_back(length.mean().item<double>() / (0.5 * 4));
  }
  const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
  BOOST_TEST(*least > 0.8 - 1e-5);
  BOOST_TEST(*least < 0.9);
  BOOST_TEST(*most > 1.1);
  BOOST_TEST(*most < 1.2 + 1e-5);
}

BOOST_AUTO_TEST_CASE(chains_in_parts_walk_as_all_at_once) {
  const Tensor x0 = normal({.seed = 7}, {90, 1, 2, 2});
  const auto rule = hmc_rule(0.9, 4);
  const Walked all = walked(*rule, 6, x0);
  std::vector<Tensor> parts;
  for (const auto& [first, end] : {std::pair{0, 40}, std::pair{40, 41}, std::pair{41, 90}})
    parts.push_back(
        walked(*rule, 6, x0.slice(0, first, end), gaussian_field(), false, stream.after(first)).x);
  BOOST_TEST(torch::equal(torch::cat(parts), all.x));
}

BOOST_AUTO_TEST_CASE(it_works_in_the_numbers_of_its_chains) {
  for (const auto numbers : {torch::kFloat32, torch::kFloat64}) {
    const Walked found =
        walked(*hmc_rule(0.5, 5), 3, normal({.seed = 8}, {9, 2, 1, 1}).to(numbers));
    BOOST_TEST((found.x.scalar_type() == numbers));
  }
}

BOOST_AUTO_TEST_CASE(a_held_energy_is_asked_for_again_where_weights_vary) {
  const Tensor x0 = torch::ones({10, 1, 1, 1});
  BOOST_TEST(walked(*hmc_rule(0.5, 4), 5, x0, gaussian_field(), false).gradients ==
             10 * (5 * 4 + 1));
  BOOST_TEST(walked(*hmc_rule(0.5, 4), 5, x0, gaussian_field(), true).gradients ==
             10 * 5 * (4 + 1));
}

BOOST_AUTO_TEST_CASE(a_proposal_without_a_finite_energy_is_never_taken) {
  const EnergyGradientOf walled = [](const Tensor& x, int64_t) -> EnergyGradient {
    const Tensor u = x.square().flatten(1).sum(1) / 2;
    return {torch::where(x.flatten(1).amax(1) > 1, torch::full_like(u, std::nan("")), u), x};
  };
  const Walked found = walked(*hmc_rule(0.5, 3), 50, torch::zeros({500, 1, 1, 1}), walled);
  BOOST_TEST(found.x.max().item<double>() <= 1);
  BOOST_TEST(found.x.std().item<double>() > 0.3);
  BOOST_TEST(found.drift.isfinite().all().item<bool>());
}

BOOST_AUTO_TEST_SUITE_END()

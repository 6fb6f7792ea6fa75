#include "ebm/sampler.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/gaussian_energy.h"

using namespace coopbench;

namespace {

Sampler sampler(const Json& rule, int64_t steps, const std::string& engine = "auto",
                int64_t threads = 1) {
  return make_sampler(parse_config<SamplerConfig>(
                          Json{{"rule", rule}, {"steps", steps}, {"engine", engine}}, "sampler"),
                      std::make_shared<Workers>(threads));
}

const Stream stream{.seed = 11, .purpose = Purpose::step, .iteration = 0};

}  // namespace

BOOST_AUTO_TEST_SUITE(sampler_)

// x <- x - a (x - m)/sd^2 + c xi is an AR(1) with coefficient 1 - a/sd^2: mean m, variance c^2 / (1
// - coefficient^2).
BOOST_AUTO_TEST_CASE(a_langevin_chain_on_a_gaussian_has_the_right_mean_and_variance) {
  const double mean = 0.7, sd = 0.5, a = 0.05, c = 0.3, coefficient = 1 - a / (sd * sd);
  const GaussianEnergy energy(mean, sd);
  const int64_t n = 2000;
  const auto sample = sampler({{"name", "free_noise"}, {"step_size", a}, {"noise_scale", c}}, 60);
  const Ends ends = sample(energy, {1, 2})({torch::zeros({n, 1, 2, 2})}, stream);
  const auto x = ends.chains.x.to(torch::kFloat64);
  const double count = 4.0 * n, variance = c * c / (1 - coefficient * coefficient);
  // After 60 steps what is left of the start is coefficient^60 = 1.5e-6 of it.
  BOOST_TEST(std::abs(x.mean().item<double>() - mean) < 4 * std::sqrt(variance / count));
  BOOST_TEST(std::abs(x.var().item<double>() / variance - 1) < 4 * std::sqrt(2 / count));
}

// With a = s^2/2 the chain's law tends to the energy's own as s does to 0: variance sd^2 / (1 -
// s^2/(4 sd^2)).
BOOST_AUTO_TEST_CASE(the_scaled_rule_samples_the_true_energy) {
  const double eps = 0.1, sd = 0.5;
  struct Folded : GaussianEnergy {
    using GaussianEnergy::GaussianEnergy;
    torch::Tensor forward(const torch::Tensor& x) const override {
      return GaussianEnergy::forward(x) * 0.1 * 0.1 / 2;
    }
  };
  const Folded energy(0, sd);
  const Ends ends = sampler({{"name", "scaled"}, {"noise_scale", eps}}, 400)(energy, {1, 2})(
      {torch::zeros({1000, 1, 2, 2})}, stream);
  const double variance = sd * sd / (1 - eps * eps / (4 * sd * sd));
  BOOST_TEST(std::abs(ends.chains.x.to(torch::kFloat64).var().item<double>() / variance - 1) <
             4 * std::sqrt(2 / 4000.0));
}

BOOST_AUTO_TEST_CASE(r_and_the_number_of_gradients_are_those_of_the_steps) {
  const GaussianEnergy energy(0, 1);
  // Without noise from x0 = 1 with step 0.5: drifts -0.5, -0.25; each chain has 4 numbers, norm 2 x
  // |drift|.
  const Ends ends = sampler({{"name", "ascent"}, {"step_size", 0.5}}, 2)(energy, {1, 2})(
      {torch::ones({3, 1, 2, 2})}, stream);
  BOOST_TEST(ends.r == 0.75, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(ends.gradients == 6);
  BOOST_TEST(torch::allclose(ends.chains.x, torch::full({3, 1, 2, 2}, 0.25)));
}

// U = |x|^2 / 2. Of x0 = (2, -0.25, 0.25, 0) one number is beyond 1, the norm of what is left,
// sqrt(1.125), is beyond 1, and half of it beyond 0.25; two numbers end beyond [-0.15, 1].
BOOST_AUTO_TEST_CASE(shares_of_what_options_bound_are_counted) {
  const GaussianEnergy energy(0, 1);
  const auto x0 =
      torch::tensor({2.0F, -0.25F, 0.25F, 0.0F}).reshape({1, 1, 2, 2}).repeat({3, 1, 1, 1});
  const Ends ends = sampler({{"name", "ascent"},
                             {"step_size", 0.5},
                             {"clip", 1},
                             {"clip_norm", 1},
                             {"cap", 0.25},
                             {"clamp", {-0.15, 1}}},
                            1)(energy, {1, 2})({x0}, stream);
  const std::map<std::string, std::vector<double>> right{
      {"clipped", {0.25}}, {"norm_clipped", {1}}, {"capped", {1}}, {"clamped", {0.5}}};
  BOOST_TEST((ends.shares == right));
  const double still = 0.25 * (1 - 0.25 / std::sqrt(1.125));
  BOOST_TEST(torch::allclose(ends.chains.x[0].flatten(),
                             torch::tensor({1.0, -0.15, still, 0.0}).to(torch::kFloat32)));
  BOOST_TEST(ends.r == 0.25, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(chunks_do_not_change_a_chain) {
  const GaussianEnergy energy(0, 1);
  const auto sample =
      sampler({{"name", "free_noise"}, {"step_size", 0.1}, {"noise_scale", 0.2}}, 5);
  const auto x0 = uniform({.seed = 1}, {10, 1, 2, 2}, -1, 1);
  const Sampling sampling = sample(energy, {1, 2});
  const Ends whole = sampling({x0}, stream), parts = sample_in_chunks(sampling, {x0}, stream, 4);
  BOOST_TEST(torch::equal(whole.chains.x, parts.chains.x));
  BOOST_TEST(whole.r == parts.r, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(whole.gradients == parts.gradients);
}

BOOST_AUTO_TEST_SUITE_END()

#include "generators/latent_inference.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

using namespace coopbench;

namespace {

/// G(z) = a z + b on one number, by a fully connected layer with given weights.
Generator line(double a, double b) {
  Generator g({.layers = {Linear{1, 1}}, .latent = 1}, 1);
  const torch::NoGradGuard no_grad;
  g.network().trained()[0].fill_(a);
  g.network().trained()[1].fill_(b);
  return g;
}

const Stream stream{.seed = 2, .purpose = Purpose::latent};

}  // namespace

BOOST_AUTO_TEST_SUITE(latent_inference)

BOOST_AUTO_TEST_CASE(without_steps_z_stays) {
  const auto z = normal({.seed = 1}, {5, 1});
  BOOST_TEST(torch::equal(
      infer_latent(line(2, 0), z, torch::zeros({5, 1, 1, 1}), {.steps = 0}, 0.3, stream), z));
}

// z ~ N(0,1), x = a z + b + sigma e: the posterior is normal with precision 1 + a^2/sigma^2.
BOOST_AUTO_TEST_CASE(the_chain_samples_the_posterior_of_a_linear_generator) {
  const double a = 2, b = 0.5, sigma = 1.5, x = 2;
  const double precision = 1 + a * a / (sigma * sigma),
               mean = a * (x - b) / (sigma * sigma) / precision;
  const double s = 0.2, coefficient = 1 - s * s / 2 * precision,
               variance = s * s / (1 - coefficient * coefficient);
  const int64_t n = 4000;
  const auto z = infer_latent(line(a, b), torch::zeros({n, 1}), torch::full({n, 1, 1, 1}, x),
                              {.steps = 300, .step_size = s}, sigma, stream)
                     .to(torch::kFloat64);
  BOOST_TEST(std::abs(z.mean().item<double>() - mean) < 4 * std::sqrt(variance / n));
  BOOST_TEST(std::abs(z.var().item<double>() / variance - 1) < 4 * std::sqrt(2.0 / n));
}

BOOST_AUTO_TEST_CASE(the_published_misfit_is_divided_by_the_chains) {
  const double s = 0.1, sigma = 0.3, a = 2;
  const auto z = torch::full({4, 1}, 0.5), x = torch::full({4, 1, 1, 1}, 0.2);
  const auto xi = normal(stream, {4, 1}, 0);
  const double prior = 0.5, misfit = a * (a * 0.5 - 0.2) / (sigma * sigma);
  const auto own = infer_latent(line(a, 0), z, x, {.steps = 1, .step_size = s}, sigma, stream);
  const auto mean = infer_latent(
      line(a, 0), z, x, {.steps = 1, .step_size = s, .divide_by_chains = true}, sigma, stream);
  BOOST_TEST(torch::allclose(own, z - s * s / 2 * (prior + misfit) + s * xi, 1e-5, 1e-6));
  BOOST_TEST(torch::allclose(mean, z - s * s / 2 * (prior + misfit / 4) + s * xi, 1e-5, 1e-6));
}

BOOST_AUTO_TEST_SUITE_END()

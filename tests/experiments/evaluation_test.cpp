#include "experiments/evaluation/evaluation.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "experiments/config/preset.h"
#include "experiments/evaluation/learned_density.h"
#include "experiments/evaluation/mmd_judge.h"

using namespace coopbench;

namespace {

Preset toy() {
  return load_preset(
      "toy", {"shared.training.chains=16", "shared.sampler.steps=3", "shared.evaluation.samples=50",
              "shared.evaluation.curve_samples=20", "methods.persistent.start.size=60"});
}

RunParts parts_of(const std::string& name) {
  const Preset preset = toy();
  const Method& method = preset.method(name);
  return make_parts(method.config, 1, load_data(method.config, method.path_of), method.path_of);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluation)

BOOST_AUTO_TEST_CASE(samples_of_every_method_repeat_and_change_nothing) {
  for (const char* name : {"short_run", "persistent", "coopnets"}) {
    const RunParts parts = parts_of(name);
    const Samples a = draw_samples(parts, 1, 4, 40, 16), b = draw_samples(parts, 1, 4, 40, 16),
                  later = draw_samples(parts, 1, 5, 40, 16);
    BOOST_TEST(torch::equal(a.start, b.start), name);
    BOOST_TEST(torch::equal(a.end, b.end), name);
    BOOST_TEST(!torch::equal(a.end, later.end), name);
    BOOST_TEST(!torch::equal(a.start, a.end), name);
    BOOST_TEST(a.end.sizes() == (torch::IntArrayRef{40, 2, 1, 1}));
  }
}

BOOST_AUTO_TEST_CASE(samples_from_noise_are_draws_of_their_own_whatever_the_method) {
  const RunParts parts = parts_of("short_run");
  const auto from_noise = noise_samples(parts, 1, 4, 40, 16);
  BOOST_TEST(!torch::equal(draw_samples(parts, 1, 4, 40, 16).end, from_noise));
  BOOST_TEST(torch::equal(noise_samples(parts_of("persistent"), 1, 4, 40, 16), from_noise));
}

BOOST_AUTO_TEST_CASE(ways_of_chains_lead_from_the_starts_of_samples_to_their_ends) {
  for (const char* name : {"short_run", "persistent", "coopnets"}) {
    const RunParts parts = parts_of(name);
    const Samples samples = draw_samples(parts, 1, 4, 50, 16);
    SamplerConfig sampler = toy().method(name).config.sampler;
    const torch::Tensor ways = chain_paths(parts, sampler, 1, 4, 50, 5, 64);
    BOOST_TEST(ways.sizes() == (torch::IntArrayRef{5, 4, 2}));  // K is 3
    BOOST_TEST(torch::equal(ways.select(1, 0), samples.start.slice(0, 0, 5).flatten(1)));
    BOOST_TEST(torch::allclose(ways.select(1, 3), samples.end.slice(0, 0, 5).flatten(1), 0, 1e-6));
    BOOST_TEST(!torch::equal(ways.select(1, 1), ways.select(1, 2)));
    BOOST_TEST(chain_paths(parts, sampler, 1, 4, 50, 5, 2).size(1) == 3);
  }
}

BOOST_AUTO_TEST_CASE(samples_that_are_not_finite_have_no_estimate) {
  const RunParts parts = parts_of("short_run");
  const MmdJudge judge(parts.data.test.slice(0, 20), parts.workers);
  const auto bad = torch::full({20, 2, 1, 1}, std::numeric_limits<float>::quiet_NaN());
  BOOST_TEST(std::isnan(judge.estimate(bad)));
  BOOST_TEST(!judge.interval(bad).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

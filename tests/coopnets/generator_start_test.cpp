#include "coopnets/generator_start.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

using namespace coopbench;

namespace {

GeneratorStartConfig config(const Json& more = Json::object()) {
  Json json{{"name", "generator"},
            {"net", {{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}}},
            {"optimizer", {{"name", "adam"}, {"learning_rate", 0.01}}}};
  json.update(more);
  json.erase("name");
  return parse_config<GeneratorStartConfig>(json, "start");
}

const Stream drawn{.seed = 1, .purpose = Purpose::start},
    taught{.seed = 1, .purpose = Purpose::latent};
const ImageShape shape{1, 16};

}  // namespace

BOOST_AUTO_TEST_SUITE(generator_start)

BOOST_AUTO_TEST_CASE(chains_start_at_g_of_their_latents) {
  GeneratorStart start(config(), shape, 1);
  const Chains chains = start.draw(6, {}, drawn);
  BOOST_TEST(torch::equal(chains.x, start.generator().sample(*chains.latents)));
  BOOST_TEST(!chains.x.requires_grad());
}

BOOST_AUTO_TEST_CASE(the_teaching_loss_is_the_formula_and_falls) {
  for (const std::string reduction : {"mean", "sum"}) {
    GeneratorStart start(config({{"sigma", 0.5}, {"reduction", reduction}}), shape, 1);
    const Chains chains = start.draw(6, {}, drawn);
    const Chains ends = chains.at(torch::full_like(chains.x, 0.3));
    const auto expected = [&] {
      const torch::NoGradGuard no_grad;
      GeneratorStart copy(config(), shape, 2);
      copy.load(start.save());
      Generator g = copy.generator();
      const auto misfit =
          (ends.x - g.teach(*chains.latents)).square().flatten(1).sum(1) / (2 * 0.5 * 0.5);
      return (reduction == "sum" ? misfit.sum() : misfit.mean()).item<double>();
    }();
    const double first = start.absorb(chains, ends, taught)->loss;
    BOOST_TEST(first == expected, boost::test_tools::tolerance(1e-5));
    double last = first;
    for (int i = 0; i < 30; ++i) last = start.absorb(chains, ends, taught)->loss;
    BOOST_TEST(last < 0.5 * first);
  }
}

BOOST_AUTO_TEST_CASE(latent_inference_is_counted) {
  GeneratorStart start(config({{"inference", {{"steps", 3}}}}), shape, 1);
  const Chains chains = start.draw(6, {}, drawn);
  BOOST_TEST(start.absorb(chains, chains, taught)->gradients == 18);
}

BOOST_AUTO_TEST_CASE(the_batch_norm_mode_is_that_of_the_net) {
  BOOST_TEST(batch_norm_mode(GeneratorStart(config(), shape, 1).layers()) == "running");
  const Json net{{"name", "coopnets_mnist_generator"}, {"latent", 8}, {"width", 16}};
  BOOST_TEST(batch_norm_mode(GeneratorStart(config({{"net", net}}), shape, 1).layers()) == "batch");
}

BOOST_AUTO_TEST_SUITE_END()

#include "generators/generator.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "temporary_folder.h"

using namespace coopbench;

namespace {

GeneratorSpec spec_of(const std::string& name, ImageShape shape, Json settings = Json::object()) {
  settings["name"] = name;
  return generator_nets().make({generator_nets().resolve(settings, "net")}, shape);
}

std::vector<int64_t> sides_of(const std::string& name) {
  std::vector<int64_t> sides;
  for (int64_t side = 1; side <= 64; ++side) try {
      spec_of(name, {1, side});
      sides.push_back(side);
    } catch (const UserError&) {
    }
  return sides;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generator)

BOOST_AUTO_TEST_CASE(every_net_makes_images_of_each_side_it_names) {
  for (const auto& name : generator_nets().names()) {
    const auto sides = sides_of(name);
    BOOST_TEST(!sides.empty(), name);
    for (const int64_t side : sides) {
      const ImageShape shape{side == 1 ? 2 : 3, side};
      Generator g(spec_of(name, shape), 1);
      const auto z = g.latents({.seed = 1}, 4);
      BOOST_TEST(z.sizes() == (torch::IntArrayRef{4, g.latent()}));
      const auto x = g.sample(z);
      BOOST_TEST(x.sizes() == (torch::IntArrayRef{4, shape.channels, side, side}),
                 name << " side " << side);
      BOOST_TEST(torch::equal(g.sample(z), x));
      BOOST_TEST(g.teach(z).isfinite().all().item<bool>());
    }
  }
}

BOOST_AUTO_TEST_CASE(sides_16_28_and_32_are_each_made_by_some_net_and_others_are_refused_by_name) {
  for (const int64_t side : {16, 28, 32}) {
    int64_t nets = 0;
    for (const auto& name : generator_nets().names()) {
      const auto sides = sides_of(name);
      nets += std::count(sides.begin(), sides.end(), side);
    }
    BOOST_TEST(nets >= 1, "side " << side);
  }
  BOOST_CHECK_EXCEPTION(spec_of("thesis_generator", {1, 28}), UserError,
                        says({"thesis_generator", "16, 32", "not 28"}));
}

BOOST_AUTO_TEST_CASE(published_layers) {
  const auto thesis = spec_of("thesis_generator", {3, 32}).layers;
  const std::vector<std::vector<int64_t>> v1{
      {50, 512, 4, 1, 0, 0}, {512, 256, 5, 2, 2, 1}, {256, 128, 5, 2, 2, 1}, {128, 3, 5, 2, 2, 1}};
  const auto mnist = spec_of("coopnets_mnist_generator", {1, 28}).layers;
  const std::vector<std::vector<int64_t>> coop{
      {100, 512, 4, 1, 0, 0}, {512, 256, 4, 2, 1, 2}, {256, 128, 4, 2, 1, 1}, {128, 1, 4, 2, 1, 1}};
  const auto check = [](const Layers& layers, const auto& published) {
    BOOST_REQUIRE(layers.size() == 11U);
    for (size_t i = 0; i < published.size(); ++i) {
      const auto& c = std::get<TransposedConv>(layers[3 * i]);
      BOOST_TEST((std::vector<int64_t>{c.in, c.out, c.kernel, c.stride, c.before, c.after}) ==
                     published[i],
                 boost::test_tools::per_element());
    }
    BOOST_TEST(std::holds_alternative<Tanh>(layers.back()));
  };
  check(thesis, v1);
  check(mnist, coop);
  BOOST_TEST(batch_norm_mode(thesis) == "running");
  BOOST_TEST(batch_norm_mode(mnist) == "batch");
  BOOST_TEST(!std::get<BatchNorm>(mnist[1]).scale);
  BOOST_TEST(std::get<BatchNorm>(mnist[1]).epsilon == 1e-3);
}

BOOST_AUTO_TEST_SUITE_END()

#include "ebm/energy.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "temporary_folder.h"

using namespace coopbench;

namespace {

EnergySpec spec_of(const std::string& name, ImageShape shape, Json settings = Json::object()) {
  settings["name"] = name;
  return energy_nets().make({energy_nets().resolve(settings, "energy")}, shape);
}

/// A shape that the net takes; by its refusal of a side that none takes.
std::vector<int64_t> sides_of(const std::string& name) {
  std::vector<int64_t> sides;
  for (int64_t side = 1; side <= 64; ++side) try {
      spec_of(name, {name == "anatomy_toy" ? 2 : 1, side});
      sides.push_back(side);
    } catch (const UserError&) {
    }
  return sides;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(energy)

BOOST_AUTO_TEST_CASE(every_net_gives_one_finite_energy_an_image_at_each_side_it_takes) {
  for (const auto& name : energy_nets().names()) {
    const auto sides = sides_of(name);
    BOOST_TEST(!sides.empty(), name);
    for (const int64_t side : sides) {
      const ImageShape shape{side == 1 ? 2 : 1, side};
      const NetworkEnergy energy(spec_of(name, shape), 1);
      const auto x = uniform({.seed = 1}, {3, shape.channels, side, side}, -1, 1);
      const auto u = energy.forward(x);
      BOOST_TEST(u.sizes() == (torch::IntArrayRef{3}), name << " side " << side);
      BOOST_TEST(u.isfinite().all().item<bool>());
      BOOST_TEST(torch::allclose(u[1], energy.forward(x.slice(0, 1, 2))[0], 1e-4, 1e-5));
    }
  }
}

BOOST_AUTO_TEST_CASE(sides_16_28_and_32_are_each_taken_by_some_net_and_others_are_refused_by_name) {
  for (const int64_t side : {16, 28, 32}) {
    int64_t nets = 0;
    for (const auto& name : energy_nets().names()) {
      const auto sides = sides_of(name);
      nets += std::count(sides.begin(), sides.end(), side);
    }
    BOOST_TEST(nets >= 1, "side " << side);
  }
  BOOST_CHECK_EXCEPTION(spec_of("anatomy_vanilla", {1, 20}), UserError,
                        says({"anatomy_vanilla", "16, 28, 32", "not 20"}));
}

BOOST_AUTO_TEST_CASE(anatomy_vanilla_at_side_32_has_the_published_layers) {
  const auto layers = spec_of("anatomy_vanilla", {3, 32}, {{"n_f", 32}}).layers;
  BOOST_REQUIRE(layers.size() == 9U);
  const std::vector<std::vector<int64_t>> published{{3, 32, 3, 1, 1},
                                                    {32, 64, 4, 2, 1},
                                                    {64, 128, 4, 2, 1},
                                                    {128, 256, 4, 2, 1},
                                                    {256, 1, 4, 1, 0}};
  for (size_t i = 0; i < published.size(); ++i) {
    const auto& c = std::get<Conv>(layers[2 * i]);
    BOOST_TEST((std::vector<int64_t>{c.in, c.out, c.kernel, c.stride, c.before}) == published[i],
               boost::test_tools::per_element());
    BOOST_TEST(c.before == c.after);
  }
  BOOST_TEST(std::get<LeakyRelu>(layers[1]).slope == 0.05);
}

BOOST_AUTO_TEST_CASE(anatomy_nonlocal_at_side_32_has_the_published_layers) {
  const std::vector<std::string> published{"conv 3x3, 3 -> 32, padding 1",
                                           "leaky ReLU 0.05",
                                           "max pool 2x2",
                                           "non-local block, 16 channels inside",
                                           "conv 3x3, 32 -> 64, padding 1",
                                           "leaky ReLU 0.05",
                                           "max pool 2x2",
                                           "non-local block, 32 channels inside",
                                           "conv 3x3, 64 -> 128, padding 1",
                                           "leaky ReLU 0.05",
                                           "max pool 2x2",
                                           "fully connected, 2048 -> 256",
                                           "leaky ReLU 0.05",
                                           "fully connected, 256 -> 1"};
  std::vector<std::string> made;
  for (const Layer& layer : spec_of("anatomy_nonlocal", {3, 32}).layers)
    made.push_back(describe(layer));
  BOOST_TEST(made == published, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_net_has_spectral_norm_by_its_setting_alone) {
  for (const auto& name : energy_nets().names()) {
    const int64_t side = sides_of(name).front();
    const ImageShape shape{side == 1 ? 2 : 1, side};
    // Published for some weights only.
    const bool all = name != "igebm_mnist" && name != "improved_cd";
    int64_t normed = 0;
    for (const bool on : {false, true}) {
      const Layers layers = spec_of(name, shape, {{"spectral_norm", on}}).layers;
      for (const Layer& layer : layers) {
        normed += has_spectral_norm(layer) ? 1 : 0;
        if (all || !on)
          BOOST_TEST(has_spectral_norm(layer) == (on && weights(layer) > 0), describe(layer));
      }
    }
    BOOST_TEST(normed > 0, name);
    if (name != "igebm_mnist")
      for (const Layer& layer : spec_of(name, shape).layers) BOOST_TEST(!has_spectral_norm(layer));
  }
}

BOOST_AUTO_TEST_CASE(a_batch_norm_is_refused_with_what_can_be_used_instead) {
  for (const auto statistics : {BatchStatistics::batch, BatchStatistics::running})
    BOOST_CHECK_EXCEPTION(
        NetworkEnergy({.layers = {Conv{1, 4, 3}, BatchNorm{.channels = 4, .sampling = statistics}}},
                      1),
        UserError, says({"no batch norm", "spectral norm instead"}));
}

BOOST_AUTO_TEST_CASE(the_coopnets_descriptor_has_the_published_layers_and_sign) {
  const EnergySpec spec = spec_of("coopnets_mnist_descriptor", {1, 28});
  BOOST_TEST(spec.sign == -1);
  BOOST_TEST(std::get<Linear>(spec.layers.back()).in == 4 * 4 * 256);
  BOOST_TEST(std::get<Linear>(spec.layers.back()).out == 100);
  BOOST_TEST(std::get<Conv>(spec.layers[4]).after == 2);
}

BOOST_AUTO_TEST_CASE(initial_weights_follow_from_the_seed) {
  const auto spec = spec_of("anatomy_vanilla", {1, 16}, {{"n_f", 4}});
  const auto x = uniform({.seed = 1}, {2, 1, 16, 16}, -1, 1);
  BOOST_TEST(torch::equal(NetworkEnergy(spec, 3).forward(x), NetworkEnergy(spec, 3).forward(x)));
  BOOST_TEST(!torch::equal(NetworkEnergy(spec, 3).forward(x), NetworkEnergy(spec, 4).forward(x)));
}

BOOST_AUTO_TEST_SUITE_END()

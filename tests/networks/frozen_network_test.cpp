#include "networks/frozen_network.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;

namespace {

const Stream stream{.seed = 5, .purpose = Purpose::energy_weights};
const Layers layers{Conv{2, 3, 3}, LeakyRelu{0.2}, Linear{12, 1}};
const auto images = [] { return uniform({.seed = 1}, {2, 2, 4, 4}, -1, 1); };

}  // namespace

BOOST_AUTO_TEST_SUITE(frozen_network)

BOOST_AUTO_TEST_CASE(without_spectral_norm_each_step_is_the_network_as_it_is) {
  const Network network(layers, {}, stream);
  const FrozenNetwork frozen(network, 3);
  BOOST_TEST(frozen.steps() == 3);
  BOOST_TEST(frozen.layers().size() == layers.size());
  for (const int64_t k : {0, 2})
    BOOST_TEST(torch::equal(frozen.forward(images(), k), network.forward(images())));
  BOOST_TEST(!frozen.forward(images(), 0).requires_grad());
  BOOST_TEST(network.trained()[0].requires_grad());
  BOOST_TEST(frozen.raw(0).at("weight").data_ptr() == network.weights(0).at("weight").data_ptr());
}

BOOST_AUTO_TEST_CASE(steps_see_raw_weights_divided_by_their_own_sigma) {
  const Network network(with_spectral_norm(layers), {}, stream);
  const FrozenNetwork frozen(network, 3);
  BOOST_TEST(frozen.sigma(0, 0, 0) != frozen.sigma(0, 0, 2));
  for (const int64_t k : {0, 2}) {
    const LayerWeights seen = frozen.weights(0, k);
    BOOST_TEST(torch::equal(seen.at("weight"), frozen.raw(0).at("weight") / frozen.sigma(0, 0, k)));
    BOOST_TEST(torch::equal(seen.at("bias"), frozen.raw(0).at("bias")));
    BOOST_TEST(!seen.at("weight").requires_grad());
  }
  BOOST_CHECK_THROW(frozen.weights(0, 3), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(freezing_changes_nothing_and_taking_on_goes_on_where_it_ended) {
  Network network(with_spectral_norm(layers), {}, stream);
  const auto before = network.forward(images()).detach();
  const FrozenNetwork frozen(network, 2), longer(network, 6);
  BOOST_TEST(torch::equal(network.forward(images()), before));
  network.take_on(frozen);
  // Two steps and one iteration more have passed, so the next is the fourth.
  const FrozenNetwork next(network, 2);
  for (const size_t layer : {0, 2})
    BOOST_TEST(next.sigma(layer, 0, 0) == longer.sigma(layer, 0, 3));
  // The update between them uses the third.
  BOOST_TEST(torch::allclose(network.forward(images()), longer.forward(images(), 2), 1e-5, 1e-6));
}

BOOST_AUTO_TEST_SUITE_END()

#include "networks/layers/non_local.h"

#include <torch/autograd.h>

#include <boost/test/unit_test.hpp>

#include "golden_tensors.h"
#include "networks/network.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const Stream stream{.seed = 5, .purpose = Purpose::energy_weights};
constexpr double tolerance = 1e-5;

}  // namespace

BOOST_AUTO_TEST_SUITE(non_local)

BOOST_AUTO_TEST_CASE(energies_and_gradients_are_those_of_pytorch) {
  const Archive golden = golden_tensors("non_local");
  Network network({NonLocal{6}, Linear{6 * 49, 1}}, {}, stream);
  network.restore(weights_among(golden, network));
  const Tensor x = golden.at("x").clone().requires_grad_(true);
  const Tensor u = network.forward(x).flatten();
  BOOST_TEST(relative_error(u.detach(), golden.at("energy")) < tolerance);

  std::vector<Tensor> at = network.trained();
  at.push_back(x);
  const auto by_graph = torch::autograd::grad({u.sum()}, at);
  BOOST_TEST(relative_error(by_graph.back(), golden.at("gradient")) < tolerance);
  const std::vector<std::string> names{"theta_weight", "theta_bias", "phi_weight", "phi_bias",
                                       "g_weight",     "g_bias",     "out_weight", "out_bias"};
  for (size_t i = 0; i < names.size(); ++i)
    BOOST_TEST((by_graph[i] - golden.at("0_" + names[i] + "_gradient")).abs().max().item<double>() <
                   tolerance * std::max(1.0, by_graph[i].abs().max().item<double>()),
               names[i]);

  const torch::NoGradGuard no_grad;
  const Layers& layers = network.layers();
  const Tensor behind = network.pass_layer(0, x), out = network.pass_layer(1, behind);
  const Tensor top =
      input_gradient(layers[1], {behind, out, torch::ones_like(out)}, network.weights(1));
  const Tensor gradient = input_gradient(layers[0], {x, behind, top}, network.weights(0));
  BOOST_TEST(relative_error(gradient, golden.at("gradient")) < tolerance);
}

BOOST_AUTO_TEST_CASE(a_block_begins_as_the_identity) {
  const Network network({NonLocal{5}}, {}, stream);
  const auto x = uniform({.seed = 1}, {2, 5, 4, 4}, -1, 1);
  BOOST_TEST(torch::equal(network.forward(x), x));
  BOOST_TEST(network.weights(0).at("theta_weight").abs().max().item<double>() > 0);
}

BOOST_AUTO_TEST_CASE(weights_are_counted_and_small_shapes_refused) {
  BOOST_TEST(weights(NonLocal{6}) == 3 * (6 * 3 + 3) + (6 * 3 + 6));
  BOOST_TEST(describe(Layer(NonLocal{6})) == "non-local block, 3 channels inside");
  BOOST_CHECK_THROW(shape_after(Layer(NonLocal{6}), {5, 8}), std::logic_error);
  BOOST_CHECK_THROW(shape_after(Layer(NonLocal{6}), {6, 1}), std::logic_error);
  BOOST_CHECK_THROW(shape_after(Layer(NonLocal{1}), {1, 8}), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

#include "networks/spectral_norm.h"

#include <fmt/format.h>
#include <torch/autograd.h>

#include <boost/test/unit_test.hpp>

#include "golden_tensors.h"
#include "networks/frozen_network.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const Stream stream{.seed = 5, .purpose = Purpose::energy_weights};

constexpr int64_t steps = 4;
constexpr double tolerance = 1e-5;
const std::vector<size_t> normed{0, 2, 6};

/// The net of tests/goldens/spectral_norm.py, with its weights.
Network golden_network(const Archive& golden) {
  Layers layers =
      with_spectral_norm({Conv{2, 3, 3, 1, 1, 1}, LeakyRelu{0.2}, TransposedConv{3, 4, 4, 2, 1, 1},
                          LeakyRelu{0.2}, Conv{4, 5, 4, 2, 1, 1}, LeakyRelu{0.2}, Linear{80, 2}});
  std::get<Conv>(layers[4]).spectral_norm = false;
  Network network(layers, {}, stream);
  network.restore(weights_among(golden, network));
  return network;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spectral_norm)

BOOST_AUTO_TEST_CASE(sigmas_energies_and_gradients_of_each_step_are_those_of_pytorch) {
  const Archive golden = golden_tensors("spectral_norm");
  const Network network = golden_network(golden);
  const FrozenNetwork frozen(network, steps);
  for (int64_t k = 0; k < steps; ++k) {
    const auto at = [&](const std::string& name) {
      return golden.at(fmt::format("{}_{}", name, k));
    };
    for (size_t i = 0; i < normed.size(); ++i)
      BOOST_TEST(frozen.sigma(normed[i], 0, k) == at("sigmas")[i].item<double>(),
                 boost::test_tools::tolerance(tolerance));
    const Tensor x = at("x").requires_grad_(true);
    const Tensor u = frozen.forward(x, k).flatten(1).sum(1);
    BOOST_TEST(relative_error(u.detach(), at("energy")) < tolerance, "step " << k);
    const Tensor gradient = torch::autograd::grad({u.sum()}, {x})[0];
    BOOST_TEST(relative_error(gradient, at("gradient")) < tolerance, "step " << k);
  }
  BOOST_TEST(frozen.sigma(4, 0, 0) == 1);  // has no spectral norm
  BOOST_TEST(frozen.sigma(0, 1, 0) == 1);  // a bias
}

BOOST_AUTO_TEST_CASE(the_update_behind_the_steps_has_the_weight_gradients_of_pytorch) {
  const Archive golden = golden_tensors("spectral_norm");
  Network network = golden_network(golden);
  network.take_on(FrozenNetwork(network, steps));
  for (const size_t layer : normed) {
    const auto& norm = network.spectral_norm(layer, 0);
    const auto last = [&](const char* name) {
      return golden.at(fmt::format("{}_{}", layer, name));
    };
    BOOST_TEST(relative_error(norm->u, last("last_u")) < tolerance);
    BOOST_TEST(relative_error(norm->v, last("last_v")) < tolerance);
  }
  const auto energy = [&](const char* images) {
    return network.forward(golden.at(images)).flatten(1).sum(1);
  };
  const Tensor data = energy("data"), ends = energy("ends");
  BOOST_TEST(relative_error(torch::cat({data, ends}).detach(), golden.at("update_energy")) <
             tolerance);
  const auto gradients =
      torch::autograd::grad({data.mean() - ends.mean()}, network.trained(), {}, {}, false, true);
  const std::vector<std::string> names{"0_weight", "0_bias", "2_weight", "2_bias",
                                       "4_weight", "4_bias", "6_weight", "6_bias"};
  for (size_t i = 0; i < names.size(); ++i)
    if (golden.has(names[i] + "_gradient"))
      BOOST_TEST(
          (gradients[i] - golden.at(names[i] + "_gradient")).abs().max().item<double>() < tolerance,
          names[i]);
}

BOOST_AUTO_TEST_CASE(power_iterations_end_at_the_largest_singular_value) {
  const Tensor weight = torch::diag(torch::tensor({-3.0F, 2.0F, 1.0F})).slice(0, 0, 2);  // [2, 3]
  for (const bool transposed : {false, true}) {
    const Tensor given = (transposed ? weight.t() : weight).unsqueeze(-1).contiguous();
    Stream numbers = stream;
    SpectralNorm norm =
        initial_spectral_norm({.sizes = given.sizes().vec(), .transposed = transposed}, numbers);
    BOOST_TEST(norm.u.size(0) == 2);
    BOOST_TEST(norm.v.size(0) == 3);
    BOOST_TEST(norm.u.norm().item<double>() == 1, boost::test_tools::tolerance(1e-6));
    double sigma = 0;
    for (int i = 0; i < 40; ++i) sigma = power_iteration(norm, norm.matrix(given));
    BOOST_TEST(sigma == 3, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(norm.sigma(given).item<double>() == 3, boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(no_initial_weight_moves_by_it_and_directions_are_saved) {
  const Layers layers{Conv{2, 3, 3}, LeakyRelu{0.2}, NonLocal{3}, Linear{12, 1}};
  const Network plain(layers, {}, stream);
  Network a(with_spectral_norm(layers), {}, stream),
      b(with_spectral_norm(layers), {}, {.seed = 6, .purpose = Purpose::energy_weights});
  for (size_t i = 0; i < plain.trained().size(); ++i)
    BOOST_TEST(torch::equal(plain.trained()[i], a.trained()[i]));
  for (const char* name :
       {"0_weight_u", "2_theta_weight_u", "2_phi_weight_v", "2_g_weight_u", "3_weight_v"})
    BOOST_TEST(a.archive().at(name).norm().item<double>() == 1, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(!a.archive().has("2_out_weight_u"));
  BOOST_TEST(!torch::equal(a.archive().at("2_phi_weight_v"), a.archive().at("2_g_weight_v")));
  b.restore(a.archive());
  const auto x = uniform({.seed = 1}, {2, 2, 4, 4}, -1, 1);
  BOOST_TEST(torch::equal(a.forward(x), b.forward(x)));
  BOOST_TEST(torch::equal(FrozenNetwork(a, 2).forward(x, 1), FrozenNetwork(b, 2).forward(x, 1)));
}

BOOST_AUTO_TEST_CASE(a_description_says_it) {
  for (const Layer& layer :
       with_spectral_norm({Conv{1, 2, 3}, TransposedConv{1, 2, 3}, Linear{1, 2}, NonLocal{2}}))
    BOOST_TEST(describe(layer).ends_with(", spectral norm"), describe(layer));
  BOOST_TEST(describe(with_spectral_norm({Conv{1, 2, 3}}, false)[0]) == "conv 3x3, 1 -> 2");
}

BOOST_AUTO_TEST_SUITE_END()

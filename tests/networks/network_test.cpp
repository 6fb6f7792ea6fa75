#include "networks/network.h"

#include <torch/autograd.h>
#include <torch/nn.h>

#include <boost/test/unit_test.hpp>

#include "core/errors.h"

using namespace coopbench;

namespace {

const Stream stream{.seed = 5, .purpose = Purpose::energy_weights};

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(layers_compute_what_pytorch_modules_do) {
  Network network({Conv{1, 3, 3, 1, 1, 1}, LeakyRelu{0.2}, Linear{3 * 16, 2}}, {}, stream);
  const auto x = uniform({.seed = 1}, {2, 1, 4, 4}, -1, 1);
  torch::nn::Sequential twin(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 3, 3).padding(1)),
      torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2)), torch::nn::Flatten(),
      torch::nn::Linear(48, 2));
  const torch::NoGradGuard no_grad;
  const auto from = network.trained(), to = twin->parameters();
  for (size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  BOOST_TEST(torch::allclose(network.forward(x).flatten(1), twin->forward(x)));
}

BOOST_AUTO_TEST_CASE(a_transposed_conv_is_the_gradient_of_the_conv_it_undoes) {
  for (const int64_t side : {7, 8}) {
    const Conv conv = same_conv(2, 3, 4, 2, side);
    const TransposedConv transposed = same_transposed_conv(3, 2, 4, 2, side);
    Network forward({conv}, NormalWeights{1, 1}, stream),
        back({transposed}, NormalWeights{1, 1}, stream);
    {
      const torch::NoGradGuard no_grad;
      back.trained()[0].copy_(forward.trained()[0]);
    }
    const auto x = uniform({.seed = 1}, {1, 2, side, side}, -1, 1).requires_grad_(true);
    const auto y = forward.forward(x);
    const auto g = uniform({.seed = 2}, y.sizes(), -1, 1);
    const auto gradient = torch::autograd::grad({y}, {x}, {g})[0];
    BOOST_TEST(torch::allclose(gradient, back.forward(g), 1e-4, 1e-5));
  }
}

BOOST_AUTO_TEST_CASE(output_padding_is_a_smaller_crop_behind) {
  const Network network({TransposedConv{1, 1, 5, 2, 2, 1}}, {}, stream);
  BOOST_TEST(network.forward(torch::ones({1, 1, 4, 4})).size(3) == 8);
}

BOOST_AUTO_TEST_CASE(initial_weights_are_uniform_within_the_fan_in) {
  const Network network({Conv{16, 64, 3}, Conv{64, 64, 3}}, {}, stream);
  const auto weight = network.trained()[2].to(torch::kFloat64);
  const double bound = 1 / std::sqrt(64 * 9.0);
  BOOST_TEST(weight.abs().max().item<double>() <= bound);
  BOOST_TEST(weight.square().mean().item<double>() == bound * bound / 3,
             boost::test_tools::tolerance(0.02));
  // Two layers share no numbers: the mean product of n pairs has the standard deviation (b1/sqrt
  // 3)(b2/sqrt 3)/sqrt n.
  const auto first = network.trained()[0].to(torch::kFloat64).flatten().slice(0, 0, 9000);
  const double deviation = (1 / std::sqrt(16 * 9.0)) * bound / 3 / std::sqrt(9000.0);
  BOOST_TEST(std::abs((first * weight.flatten().slice(0, 0, 9000)).mean().item<double>()) <
             4 * deviation);
}

BOOST_AUTO_TEST_CASE(each_random_weight_and_bias_takes_the_next_chain_number) {
  const auto numbers = [](int64_t chain, torch::IntArrayRef sizes, double bound) {
    Stream own = stream;
    own.first_chain += chain;
    return uniform(own, {1, c10::multiply_integers(sizes)}, -bound, bound).reshape(sizes);
  };
  const Network network({Conv{4, 2, 1}, BatchNorm{2}, NonLocal{2}, Linear{8, 1}}, {}, stream);
  const Archive archive = network.archive();
  BOOST_TEST(torch::equal(archive.at("0_weight"), numbers(0, {2, 4, 1, 1}, 0.5)));
  BOOST_TEST(torch::equal(archive.at("0_bias"), numbers(1, {2}, 0.5)));
  BOOST_TEST(torch::equal(archive.at("2_theta_weight"), numbers(2, {1, 2, 1, 1}, std::sqrt(0.5))));
  BOOST_TEST(torch::equal(archive.at("2_g_bias"), numbers(7, {1}, std::sqrt(0.5))));
  BOOST_TEST(torch::equal(archive.at("3_weight"), numbers(8, {1, 8}, std::sqrt(0.125))));
}

BOOST_AUTO_TEST_CASE(normal_weights_have_their_deviation_and_no_bias) {
  const Network network({Conv{16, 64, 3}, TransposedConv{64, 16, 4}},
                        NormalWeights{.conv = 0.01, .transposed_conv = 0.005}, stream);
  const auto weights = network.trained();
  BOOST_TEST(weights[0].std().item<double>() == 0.01, boost::test_tools::tolerance(0.05));
  BOOST_TEST(weights[1].abs().max().item<double>() == 0);
  BOOST_TEST(weights[2].std().item<double>() == 0.005, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_CASE(sampling_changes_no_statistics_and_teaching_does) {
  for (const auto statistics : {BatchStatistics::batch, BatchStatistics::running}) {
    Network network({BatchNorm{.channels = 2, .sampling = statistics}}, {}, stream);
    const auto x = 3 + 2 * normal({.seed = 1}, {64, 2, 2, 2});
    const auto mean = network.archive().at("0_running_mean").clone();
    const auto sampled = network.forward(x);
    BOOST_TEST(torch::equal(network.archive().at("0_running_mean"), mean));
    const bool centred = sampled.mean().abs().item<double>() < 1e-4;
    BOOST_TEST(centred == (statistics == BatchStatistics::batch));
    network.forward_teaching(x);
    BOOST_TEST(!torch::equal(network.archive().at("0_running_mean"), mean));
  }
}

BOOST_AUTO_TEST_CASE(weights_are_saved_and_loaded) {
  const Layers layers{Conv{1, 3, 3}, BatchNorm{.channels = 3}};
  Network a(layers, {}, stream), b(layers, {}, {.seed = 6, .purpose = Purpose::energy_weights});
  const auto x = uniform({.seed = 1}, {2, 1, 4, 4}, -1, 1);
  BOOST_TEST(!torch::equal(a.forward(x), b.forward(x)));
  b.restore(a.archive());
  BOOST_TEST(torch::equal(a.forward(x), b.forward(x)));
}

BOOST_AUTO_TEST_CASE(weights_of_another_net_are_named_with_both_shapes) {
  const Network a({Conv{1, 3, 3}, LeakyRelu{0.1}, Linear{12, 1}}, {}, stream);
  const auto refused = [&](const Layers& layers, const std::string& text) {
    Network other(layers, {}, {.seed = 6, .purpose = Purpose::energy_weights});
    const Archive before = other.archive();
    const torch::Tensor first = before.at("0_weight").clone();
    BOOST_CHECK_EXCEPTION(other.restore(a.archive()), Failure, [&](const Failure& error) {
      BOOST_TEST(std::string(error.what()) == "these weights are of another net: " + text);
      return true;
    });
    BOOST_TEST(torch::equal(other.archive().at("0_weight"), first));  // nothing was taken
  };
  refused({Conv{1, 3, 3}, LeakyRelu{0.1}, Linear{27, 1}},
          "layer 2 (fully connected, 27 -> 1) wants '2_weight' of shape [1, 27], and there is [1, "
          "12]");
  refused(
      {Conv{1, 3, 3}, LeakyRelu{0.1}, Linear{12, 1}, Linear{1, 1}},
      "layer 3 (fully connected, 1 -> 1) wants '3_weight' of shape [1, 1], and there is none of "
      "that name");
  refused({Conv{1, 3, 3}},
          "there is '2_bias' of shape [1], and none of the 1 layers has such a tensor");
}

// Glorot and Bengio: the bound of a 3x3 convolution from 16 to 64 is sqrt(6 / (144 + 576)).
BOOST_AUTO_TEST_CASE(xavier_weights_lie_within_their_bound) {
  const Network network({Conv{16, 64, 3}, Linear{400, 200, true}, TransposedConv{64, 16, 4}},
                        XavierWeights{}, stream);
  const auto weights = network.trained();
  const auto check = [](const torch::Tensor& weight, double bound) {
    const double largest = weight.abs().max().item<double>();
    BOOST_TEST(largest <= bound);
    BOOST_TEST(largest > 0.99 * bound);
  };
  check(weights[0], std::sqrt(6 / 720.0));
  BOOST_TEST(weights[1].abs().max().item<double>() == 0);
  BOOST_TEST(weights[2].std().item<double>() == 1, boost::test_tools::tolerance(0.01));
  check(weights[4], std::sqrt(6 / (64 * 16.0 + 16 * 16)));
}

BOOST_AUTO_TEST_CASE(frozen_weights_thaw) {
  const Network network({Linear{2, 1}}, {}, stream);
  {
    const FrozenWeights frozen(network.trained());
    BOOST_TEST(!network.trained()[0].requires_grad());
  }
  BOOST_TEST(network.trained()[0].requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()

#include "networks/layers.h"

#include <torch/autograd.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/stream.h"

using namespace coopbench;
using torch::Tensor;

namespace {

/// Of each kind at least one, with a shape that it takes.
const std::vector<std::pair<Layer, ImageShape>> kinds{
    {Conv{2, 3, 3, 2, 1, 1}, {2, 5}},
    {Conv{2, 3, 4, 2, 1, 2}, {2, 5}},
    {TransposedConv{2, 3, 5, 2, 2, 1}, {2, 5}},
    {TransposedConv{2, 3, 4, 2, 1, 2}, {2, 5}},
    {Linear{50, 3}, {2, 5}},
    {LeakyRelu{0.2}, {2, 5}},
    {Tanh{}, {2, 5}},
    {MaxPool{2}, {2, 5}},
    {BatchNorm{.channels = 2}, {2, 5}},
    {BatchNorm{.channels = 2, .scale = false, .epsilon = 1e-3}, {2, 5}},
    {NonLocal{4}, {4, 5}},
    {Relu{}, {2, 5}},
    {Swish{}, {2, 5}},
    {StandardisedConv{{2, 3, 3, 2, 1, 0}}, {2, 5}},
    {Softplus{}, {2, 5}},
    {AveragePool{3, 2, 1}, {2, 5}},
    {AveragePool{5, 1}, {2, 5}},
    {Upsample{2}, {2, 5}},
    {GroupNorm{4, 2}, {4, 5}},
    {GroupNorm{4, 4}, {4, 5}},
    {Residual{.branch = {Conv{2, 4, 3, 1, 1, 1}, Swish{}, Conv{4, 2, 3, 1, 1, 1}}}, {2, 5}},
    {Residual{.branch = {Relu{}, Conv{2, 3, 3, 1, 1, 1}, GroupNorm{3, 3}, LeakyRelu{0.2}},
              .shortcut = Conv{2, 3, 1}},
     {2, 5}},
};

/// Numbers for all tensors of a layer, none of them 0; those of buffers are positive.
LayerWeights some_weights(const Layer& layer) {
  LayerWeights made;
  for (const WeightSpec& spec : weight_specs(layer)) {
    const Stream own{.seed = 3, .first_chain = static_cast<int64_t>(made.size())};
    const int64_t count = c10::multiply_integers(spec.sizes);
    made.add(spec.name, uniform(own, {1, count}, spec.trained ? -1 : 0.5, 1.5)
                            .to(torch::kFloat64)
                            .reshape(spec.sizes));
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(same_padding_puts_the_odd_pixel_behind) {
  const Conv even = same_conv(1, 64, 4, 2, 28), odd = same_conv(1, 64, 4, 2, 7);
  BOOST_TEST(even.before == 1);
  BOOST_TEST(even.after == 1);
  BOOST_TEST(odd.before == 1);
  BOOST_TEST(odd.after == 2);
  BOOST_TEST(shape_after(odd, {1, 7}).side == 4);
}

BOOST_AUTO_TEST_CASE(a_same_transposed_conv_undoes_the_side) {
  for (const int64_t side : {7, 14, 16, 28, 31}) {
    const int64_t small = shape_after(same_conv(1, 1, 4, 2, side), {1, side}).side;
    BOOST_TEST(small == (side + 1) / 2);
    BOOST_TEST(shape_after(same_transposed_conv(1, 1, 4, 2, side), {1, small}).side == side);
  }
}

BOOST_AUTO_TEST_CASE(shapes_and_weights_of_each_layer) {
  BOOST_TEST((shape_after(Layer(Conv{3, 8, 3, 1, 1, 1}), {3, 32}) == ImageShape{8, 32}));
  BOOST_TEST((shape_after(Layer(Conv{3, 8, 4, 2, 1, 1}), {3, 32}) == ImageShape{8, 16}));
  BOOST_TEST((shape_after(Layer(TransposedConv{8, 4, 5, 2, 2, 1}), {8, 4}) == ImageShape{4, 8}));
  BOOST_TEST((shape_after(Layer(Linear{27, 5}), {3, 3}) == ImageShape{5, 1}));
  BOOST_TEST((shape_after(Layer(MaxPool{2}), {3, 8}) == ImageShape{3, 4}));
  BOOST_TEST(weights(Conv{3, 8, 3}) == 8 * 28);
  BOOST_TEST(weights(Linear{27, 5}) == 5 * 28);
  BOOST_TEST(weights(BatchNorm{.channels = 6, .scale = false}) == 6);
  BOOST_TEST(weights(Tanh{}) == 0);
}

BOOST_AUTO_TEST_CASE(every_kind_has_the_shape_and_the_input_gradient_of_its_forward) {
  std::set<size_t> tried;
  for (const auto& [layer, shape] : kinds) {
    tried.insert(layer.index());
    const LayerWeights weights = some_weights(layer);
    const Tensor x = uniform({.seed = 1}, {3, shape.channels, shape.side, shape.side}, -1, 1)
                         .to(torch::kFloat64)
                         .requires_grad_(true);
    const Tensor y = forward(layer, x, weights);
    const ImageShape to = shape_after(layer, shape);
    BOOST_TEST(y.sizes() == (torch::IntArrayRef{3, to.channels, to.side, to.side}),
               describe(layer));
    const Tensor at_output = uniform({.seed = 2}, y.sizes(), -1, 1).to(torch::kFloat64);
    const Tensor right = torch::autograd::grad({y}, {x}, {at_output})[0];
    const torch::NoGradGuard no_grad;
    BOOST_TEST(
        torch::allclose(input_gradient(layer, {x, y, at_output}, weights), right, 1e-10, 1e-12),
        describe(layer));
  }
  BOOST_TEST(tried.size() == std::variant_size_v<Layer>);
}

// But a standardised weight, which has a size already.
BOOST_AUTO_TEST_CASE(every_kind_with_random_weights_can_have_spectral_norm) {
  for (const auto& [layer, shape] : kinds) {
    if (std::holds_alternative<StandardisedConv>(layer)) continue;
    const Layer with = with_spectral_norm({layer})[0];
    BOOST_TEST(!has_spectral_norm(layer));
    for (const WeightSpec& spec : weight_specs(with))
      BOOST_TEST(spec.spectral_norm == (spec.begins == Begins::random), describe(layer));
    BOOST_TEST((shape_after(with, shape) == shape_after(layer, shape)));
    BOOST_TEST(weights(with) == weights(layer));
  }
}

BOOST_AUTO_TEST_CASE(statistics_of_the_batch_have_no_gradient_of_one_image) {
  const Layer norm = BatchNorm{.channels = 2, .sampling = BatchStatistics::batch};
  const Tensor x = torch::ones({3, 2, 5, 5}, torch::kFloat64);
  BOOST_CHECK_THROW(input_gradient(norm, {x, x, x}, some_weights(norm)), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_layer_that_can_not_take_the_shape_says_so) {
  BOOST_CHECK_THROW(shape_after(Layer(Conv{3, 8, 3}), {1, 32}), std::logic_error);
  BOOST_CHECK_THROW(shape_after(Layer(Conv{3, 8, 4}), {3, 2}), std::logic_error);
  BOOST_CHECK_THROW(shape_after(Layer(Linear{5, 1}), {2, 2}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(the_batch_norm_mode_is_stated) {
  BOOST_TEST(batch_norm_mode({Tanh{}}) == "none");
  BOOST_TEST(batch_norm_mode({BatchNorm{.channels = 1}}) == "running");
  BOOST_TEST(batch_norm_mode({BatchNorm{.channels = 1, .sampling = BatchStatistics::batch}}) ==
             "batch");
}

BOOST_AUTO_TEST_CASE(a_description_has_a_line_a_layer_and_the_sum_of_weights) {
  const std::string text = describe({Conv{1, 2, 3}, LeakyRelu{0.1}}, {1, 4});
  BOOST_TEST(text.find("conv 3x3, 1 -> 2") != std::string::npos);
  BOOST_TEST(text.find("2x2x2") != std::string::npos);
  BOOST_TEST(text.find("20\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

#include "core/layers.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;

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

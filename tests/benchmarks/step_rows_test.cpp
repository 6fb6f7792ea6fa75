#include "benchmarks/step_rows.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(step_rows_)

// anatomy_vanilla n_f 16 at side 16, multiply-adds of a chain: 3x3 from 1 to 16 channels at side
// 16, 4x4 from 16 to 32 at side 8 and from 32 to 64 at side 4, 4x4 from 64 to 1. Two operations
// each, forward and backward, 64 chains.
BOOST_AUTO_TEST_CASE(operations_are_those_of_the_layers) {
  const double multiply_adds = 16 * 9 * 256 + 32 * 16 * 16 * 64 + 64 * 32 * 16 * 16 + 64 * 16;
  BOOST_TEST(flop_of_step(step_rows().at(0)) == 2 * 2 * 64 * multiply_adds);
}

BOOST_AUTO_TEST_CASE(every_row_has_an_energy_of_its_shape_and_a_form_for_peers) {
  for (const StepRow& row : step_rows()) {
    const auto x = torch::zeros({3, row.shape.channels, row.shape.side, row.shape.side});
    BOOST_TEST((energy_of(row)->forward(x).sizes() == torch::IntArrayRef{3}), row.name);
  }
  BOOST_TEST(json_of(step_rows()).size() == step_rows().size());
}

BOOST_AUTO_TEST_CASE(a_fully_connected_layer_is_a_convolution_over_all_of_it_to_peers) {
  // Its last layers are fully connected, on 4x4x128 numbers.
  const StepRow row{"row", {{"name", "coopnets_mnist_descriptor"}, {"n_f", 2}}, 3, {1, 28}, 2};
  const Json layers = json_of(std::vector{row})[0].at("layers");
  BOOST_TEST(layers.back().at("layer") == "conv");
  BOOST_TEST(layers.back().at("kernel") == 4);
  BOOST_TEST(layers.back().at("padding") == Json({0, 0}));
  BOOST_TEST(std::any_of(layers.begin(), layers.end(), [](const Json& layer) {
    return layer.at("layer") == "conv" && layer.at("padding") == Json({1, 2});
  }));
}

BOOST_AUTO_TEST_SUITE_END()

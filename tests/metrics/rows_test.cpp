#include "metrics/rows.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(rows)

BOOST_AUTO_TEST_CASE(equal_rows_are_exactly_zero_apart_and_others_are_not) {
  // Rows of 784 irrational numbers of mixed sign: norms and products round differently.
  const torch::Tensor x =
      torch::arange(30 * 784, torch::kFloat64).mul(0.7).sin().mul(3).reshape({30, 784});
  const torch::Tensor squares = squared_distances(x, torch::cat({x, x}));
  const torch::Tensor equal = torch::eye(30, torch::kBool).repeat({1, 2});
  BOOST_TEST(squares.masked_select(equal).eq(0).all().item<bool>());
  BOOST_TEST(squares.masked_select(equal.logical_not()).gt(1).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(close_rows_keep_their_distance) {
  torch::Tensor x = torch::ones({2, 3}, torch::kFloat64);
  x[1][0] += 0x1p-20;
  const torch::Tensor squares = squared_distances(x, x);
  BOOST_TEST(squares[0][1].item<double>() == 0x1p-40);
  BOOST_TEST(squares[1][0].item<double>() == 0x1p-40);
}

BOOST_AUTO_TEST_CASE(a_block_is_doubles_and_ends_with_the_rows) {
  const torch::Tensor x = torch::arange(1030, torch::kFloat32).unsqueeze(1).requires_grad_(true);
  BOOST_TEST(block(x, 512).size(0) == kBlockRows);
  BOOST_TEST(block(x, 1024).size(0) == 6);
  BOOST_TEST(block(x, 1024)[0].item<double>() == 1024);
  BOOST_TEST((block(x, 0).scalar_type() == torch::kFloat64));
  BOOST_TEST(!block(x, 0).requires_grad());
}

BOOST_AUTO_TEST_CASE(shapes_read_as_in_messages) {
  BOOST_TEST(shape_text(torch::zeros({8, 1, 3})) == "[8, 1, 3]");
  BOOST_TEST(shape_text(torch::zeros({0})) == "[0]");
}

BOOST_AUTO_TEST_SUITE_END()

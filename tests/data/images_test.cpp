#include "data/images.h"

#include "data/files.h"

using namespace coopbench;

namespace {

// As `pixels` of tests/goldens/data_resize.py.
torch::Tensor pixels(int64_t side) {
  const auto row = torch::arange(side).unsqueeze(1), column = torch::arange(side).unsqueeze(0);
  return (row * 37 + column * 101 + row * column * 13)
      .remainder(256)
      .to(torch::kUInt8)
      .reshape({1, 1, side, side});
}

struct Golden {
  int64_t row, column;
  double value;
};

// Both sides compute in float32; the rounding of 784 weighted pixels stays below 2e-6.
void check(int64_t side, double mean, const std::vector<Golden>& goldens) {
  const auto image = to_images(pixels(28), side);
  BOOST_REQUIRE(image.sizes() == (std::vector<int64_t>{1, 1, side, side}));
  BOOST_TEST((image.scalar_type() == torch::kFloat32));
  BOOST_TEST(std::abs(image.to(torch::kFloat64).mean().item<double>() - mean) < 2e-6);
  for (const auto& golden : goldens)
    BOOST_TEST(std::abs(image[0][0][golden.row][golden.column].item<double>() - golden.value) <
               2e-6);
}

}  // namespace

// tests/goldens/data_resize.py
BOOST_AUTO_TEST_CASE(resizing_agrees_with_pillow) {
  check(16, 0.0270339,
        {{0, 0, -0.4506069},
         {3, 11, -0.1050109},
         {8, 8, -0.0108932},
         {15, 2, 0.3381737},
         {15, 15, -0.0739051}});
  check(32, 0.0264246,
        {{0, 0, -1.0000000},
         {1, 1, -0.0532782},
         {13, 30, 0.0250919},
         {31, 4, 0.0725490},
         {31, 31, 0.1529412}});
  check(8, 0.0275426, {{0, 0, -0.0932332}, {2, 5, 0.0395766}, {7, 7, -0.0170712}});
}

BOOST_AUTO_TEST_CASE(with_the_same_side_pixels_are_only_scaled) {
  const auto levels = torch::arange(256).to(torch::kUInt8).reshape({1, 1, 16, 16});
  const auto image = to_images(levels, 16).flatten();
  BOOST_TEST(image[0].item<float>() == -1.0F);
  BOOST_TEST(image[255].item<float>() == 1.0F);
  const auto expected = torch::arange(256, torch::kFloat64) * (2.0 / 255) - 1;
  BOOST_TEST((image.to(torch::kFloat64) - expected).abs().max().item<double>() < 1e-7);
}

BOOST_AUTO_TEST_CASE(a_ramp_stays_a_ramp) {
  // Twice as coarse, away from the border: the middle of a linear ramp is its mean.
  const auto ramp = (torch::arange(32) * 8).to(torch::kUInt8).expand({1, 1, 32, 32}).contiguous();
  const auto half = (to_images(ramp, 16)[0][0][7] * 127.5 + 127.5).slice(0, 1, 15);
  const auto expected = torch::arange(1, 15) * 16.0 + 4.0;
  BOOST_TEST((half - expected).abs().max().item<double>() < 1e-4);
}

BOOST_AUTO_TEST_CASE(black_and_white_stay_within_bounds) {
  for (const int level : {0, 255}) {
    const auto image = to_images(torch::full({1, 1, 28, 28}, level, torch::kUInt8), 16);
    BOOST_TEST((image - (level ? 1 : -1)).abs().max().item<double>() < 1e-6);
    BOOST_TEST(image.abs().max().item<double>() <= 1.0);
  }
}

BOOST_AUTO_TEST_CASE(each_image_and_channel_is_resized_by_itself) {
  const auto one = pixels(28);
  std::vector<torch::Tensor> turned;
  for (int64_t i = 0; i < 1100; ++i) turned.push_back(one.roll(i, 3));
  const auto many = torch::cat(turned).reshape({550, 2, 28, 28});  // more than one chunk
  const auto images = to_images(many, 16);
  for (const int64_t i : {0, 511, 512, 549})
    for (const int64_t c : {0, 1})
      BOOST_TEST(images[i][c].equal(to_images(one.roll(2 * i + c, 3), 16)[0][0]));
}

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

BOOST_AUTO_TEST_CASE(images_read_in_any_pieces_have_the_bits_of_all_at_once) {
  std::vector<torch::Tensor> turned;
  for (int64_t i = 0; i < 1100; ++i) turned.push_back(pixels(28).roll(i, 3));
  const auto many = torch::cat(turned);
  for (const int64_t side : {28, 16, 32}) {
    const auto whole = to_images(many, side);
    const Images images(many, side);
    BOOST_TEST((images.shape() == ImageShape{1, side}));
    BOOST_TEST(images.size() == 1100);
    BOOST_TEST(images.all().equal(whole));
    for (const int64_t n : {1, 7, 64, 513})
      BOOST_TEST(images.slice(500, 500 + n).equal(whole.slice(0, 500, 500 + n)));
    const auto rows = (torch::arange(64) * 37).remainder(1100);
    BOOST_TEST(images.rows(rows).equal(whole.index_select(0, rows)));
    BOOST_TEST(images.part(90, 700).slice(10, 5000).equal(whole.slice(0, 100, 700)));
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_read_as_they_are_and_in_place) {
  const auto numbers = torch::linspace(-3, 3, 40).reshape({10, 1, 2, 2});
  const Images images = numbers;
  BOOST_TEST(images.all().data_ptr() == numbers.data_ptr());
  BOOST_TEST(images.slice(2, 5).equal(numbers.slice(0, 2, 5)));
  BOOST_TEST(!images.labels().defined());
}

BOOST_AUTO_TEST_CASE(a_selection_of_a_selection_shares_pixels_and_keeps_labels) {
  const auto bytes = torch::arange(80).to(torch::kUInt8).reshape({20, 1, 2, 2});
  const Images images(bytes, 2, torch::arange(20) + 100);
  const Images odd = images.selected(torch::arange(1, 20, 2)), some = odd.part(2, 6),
               turned = some.selected(torch::tensor({3, 0}, torch::kInt64));
  BOOST_TEST(some.size() == 4);
  BOOST_TEST(some.labels().equal(torch::tensor({105, 107, 109, 111}, torch::kInt64)));
  BOOST_TEST(turned.labels().equal(torch::tensor({111, 105}, torch::kInt64)));
  BOOST_TEST(turned.labels_of(torch::tensor({1}, torch::kInt64)).item<int64_t>() == 105);
  BOOST_TEST(turned.all().equal(images.rows(torch::tensor({11, 5}, torch::kInt64))));
  BOOST_TEST(turned.rows(torch::tensor({1}, torch::kInt64)).equal(images.slice(5, 6)));
  BOOST_TEST((turned.bytes(1).data() == static_cast<const char*>(bytes.data_ptr()) + 5 * 4));
  BOOST_TEST(turned.bytes(1).size() == 4U);
}

BOOST_AUTO_TEST_CASE(what_is_no_image_is_refused) {
  const auto bytes = torch::zeros({3, 1, 2, 2}, torch::kUInt8);
  BOOST_CHECK_THROW(Images{bytes}, std::invalid_argument);
  BOOST_CHECK_THROW(Images(bytes.to(torch::kFloat32), 2), std::invalid_argument);
  BOOST_CHECK_THROW(Images(bytes.squeeze(1), 2), std::invalid_argument);
  BOOST_CHECK_THROW(Images(bytes.slice(3, 1), 2), std::invalid_argument);
  BOOST_CHECK_THROW(Images(bytes, 2, torch::arange(2)), std::invalid_argument);
}

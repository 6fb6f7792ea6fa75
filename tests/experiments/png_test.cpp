#include "experiments/run/png.h"

#include <png.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(png)

BOOST_AUTO_TEST_CASE(a_picture_comes_back_through_libpng) {
  const TemporaryFolder folder;
  const auto pixels = torch::arange(2 * 3 * 3, torch::kUInt8).reshape({2, 3, 3});
  write_png(folder / "x.png", pixels);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  BOOST_REQUIRE(png_image_begin_read_from_file(&image, (folder / "x.png").c_str()) != 0);
  BOOST_TEST(image.width == 3U);
  BOOST_TEST(image.height == 2U);
  image.format = PNG_FORMAT_RGB;
  auto read = torch::zeros_like(pixels);
  BOOST_REQUIRE(png_image_finish_read(&image, nullptr, read.data_ptr(), 0, nullptr) != 0);
  BOOST_TEST(torch::equal(read, pixels));
}

BOOST_AUTO_TEST_CASE(tiles_stand_in_rows_with_lines_between) {
  const auto images = torch::tensor({-1.0F, 1.0F, 0.0F}).reshape({3, 1, 1, 1}).expand({3, 1, 2, 2});
  const auto picture = tile(images, 2);
  BOOST_TEST(picture.sizes() == (torch::IntArrayRef{5, 5}));
  BOOST_TEST(picture[0][0].item<int>() == 0);
  BOOST_TEST(picture[1][4].item<int>() == 255);
  BOOST_TEST(picture[3][0].item<int>() == 128);
  BOOST_TEST(picture[2][0].item<int>() == 128);
}

BOOST_AUTO_TEST_CASE(values_are_clamped_and_nan_is_black) {
  const auto picture =
      tile(torch::tensor({7.0F, -7.0F, std::nanf("")}).reshape({3, 1, 1, 1}), 3, 0);
  BOOST_TEST(picture[0][0].item<int>() == 255);
  BOOST_TEST(picture[0][1].item<int>() == 0);
  BOOST_TEST(picture[0][2].item<int>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

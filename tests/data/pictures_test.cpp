// What one file of a picture becomes. Expected numbers: tests/goldens/pictures.py (Pillow, NumPy).
#include <fstream>

#include "core/archive.h"
#include "core/files.h"
#include "data/files.h"
#include "data/pictures/fit.h"
#include "data/pictures/picture.h"

using namespace coopbench;

namespace {

namespace fs = std::filesystem;

torch::Tensor decoded(const std::string& name) {
  return decoded_picture(read_text(data_file("pictures/" + name)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_pictures)

BOOST_AUTO_TEST_CASE(pixels_are_those_of_pillow) {
  const Archive expected = read_npz(data_file("pictures/decoded.npz"));
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(data_file("pictures/good"))) {
    const std::string name = entry.path().filename().string();
    BOOST_TEST(torch::equal(decoded("good/" + name), expected.at(name)), name);
    ++count;
  }
  BOOST_TEST(count == 9U);
}

BOOST_AUTO_TEST_CASE(what_is_no_plain_picture_is_refused_with_the_reason) {
  const std::pair<const char*, const char*> files[] = {
      {"cmyk.jpg", "CMYK"},
      {"alpha.png", "has an alpha channel"},
      {"transparent.png", "has an alpha channel"},
      {"sixteen.png", "has 16 bits a channel"},
      {"animated.png", "is an animated PNG"},
      {"animated.gif", "is a GIF; JPEG and PNG are read"},
      {"bmp.jpg", "is a BMP"},
      {"webp.jpg", "is a WebP"},
      {"truncated.jpg", "is damaged or truncated"},
      {"without_end.jpg", "is damaged or truncated"},
      {"truncated.png", "is damaged or truncated"},
      {"flipped.png", "is damaged or truncated"},
      {"huge.png", "is 100000 x 100000 pixels by its header"},
      {"empty.jpg", "is empty"},
      {"text.png", "is no JPEG or PNG: it begins with \"not a pictur\""}};
  for (const auto& [name, reason] : files)
    BOOST_CHECK_EXCEPTION(decoded(std::string("bad/") + name), UserError, says({reason}));
  BOOST_TEST(std::distance(fs::directory_iterator(data_file("pictures/bad")), {}) ==
             std::ssize(files));
}

BOOST_AUTO_TEST_CASE(every_cut_and_flip_of_a_picture_is_read_or_refused) {
  for (const char* name : {"good/rgb.jpg", "good/palette.png"}) {
    const std::string whole = read_text(data_file(std::string("pictures/") + name));
    int refused = 0;
    for (size_t i = 0; i < whole.size(); ++i)
      for (const std::string& bytes :
           {whole.substr(0, i),
            whole.substr(0, i) + static_cast<char>(whole[i] ^ 0x55) + whole.substr(i + 1)}) {
        try {
          BOOST_TEST(decoded_picture(bytes).numel() > 0);
        } catch (const UserError&) {
          ++refused;
        }
      }
    BOOST_TEST(refused > std::ssize(whole), name);
  }
}

BOOST_AUTO_TEST_CASE(an_image_is_the_mean_of_the_area_that_each_pixel_covers) {
  const Archive expected = read_npz(data_file("pictures/fitted.npz"));
  size_t count = 0;
  for (const auto& [key, numbers] : expected.tensors()) {
    const size_t slash = key.find('/');
    const torch::Tensor picture = decoded("good/" + key.substr(0, slash));
    int side = 0, channels = 0, crop = 0, min_max = 0;
    BOOST_REQUIRE(
        std::sscanf(key.c_str() + slash, "/%d/%d/%d/%d", &side, &channels, &crop, &min_max) == 4);
    const torch::Tensor image = fitted(
        picture, {.side = side, .channels = channels, .crop = crop, .min_max = min_max != 0});
    BOOST_TEST(image.sizes() == numbers.sizes());
    const double worst = (image.to(torch::kFloat64) - numbers).abs().max().item<double>();
    BOOST_TEST(worst <= 0.5 + 1e-3, key << ": " << worst);  // float32 before it is rounded
    ++count;
  }
  BOOST_TEST(count == 8U);
}

BOOST_AUTO_TEST_CASE(a_picture_smaller_than_its_crop_is_refused_and_a_flat_one_stays_flat) {
  const torch::Tensor flat = torch::full({9, 7, 3}, 77, torch::kUInt8);
  BOOST_CHECK_EXCEPTION(fitted(flat, {.side = 4, .crop = 8}), UserError,
                        says({"is 7 x 9 pixels, too small for a square of 8"}));
  BOOST_TEST(fitted(flat, {.side = 4, .min_max = true}).eq(77).all().item<bool>());
}

BOOST_AUTO_TEST_SUITE_END()

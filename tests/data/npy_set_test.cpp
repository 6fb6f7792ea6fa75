// Images of .npy and .npz files: which array is what, sides, labels.
#include "data/npy_set.h"

#include <fstream>

#include "core/archive.h"
#include "core/files.h"
#include "core/npy.h"
#include "data/files.h"

using namespace coopbench;
using torch::Tensor;

namespace {

std::string npz(const std::string& name) { return data_file("npz/" + name).string(); }

/// A pixel of tests/goldens/data_npz.py as it is read.
double pixel(int part, int i, int row, int column, int channel) {
  return (part * 40 + i * 7 + row * 3 + column * 5 + channel * 11) % 256 / 127.5 - 1;
}

double shade(const Images& images, int64_t i, int64_t channel, int64_t row, int64_t column) {
  return images.slice(i, i + 1)[0][channel][row][column].item<double>();
}

void need_near(double a, double b) { BOOST_TEST(std::abs(a - b) < 1e-6); }

Tensor whole_numbers(std::vector<int64_t> numbers) { return torch::tensor(numbers, torch::kInt64); }

/// The most memory that this process has had since it was last asked to forget it, in bytes; 0
/// where the system doesn't say.
int64_t peak() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      int64_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes << 10;
    }
  return 0;
}
bool forget_peak() {
  return static_cast<bool>(std::ofstream("/proc/self/clear_refs") << 5 << std::flush);
}

}  // namespace

BOOST_AUTO_TEST_CASE(arrays_of_parts_are_taken_by_their_usual_names) {
  const Dataset data = npy_source({.file = npz("medical.npz")}).load();
  BOOST_TEST((data.shape == ImageShape{1, 8}));
  BOOST_TEST(data.train.size() == 6);
  BOOST_TEST(data.validation.size() == 4);
  BOOST_TEST(data.test.size() == 5);
  need_near(shade(data.train, 5, 0, 7, 6), pixel(0, 5, 7, 6, 0));
  need_near(shade(data.validation, 3, 0, 1, 2), pixel(1, 3, 1, 2, 0));
  need_near(shade(data.test, 4, 0, 0, 7), pixel(2, 4, 0, 7, 0));
  BOOST_TEST(data.train.labels().equal(whole_numbers({0, 1, 2, 0, 1, 2})));
  const Dataset some =
      npy_source({.file = npz("medical.npz"), .labels = {1}, .train = 5, .test = 4}).load();
  BOOST_TEST(some.train.labels().equal(whole_numbers({1, 1})));
  BOOST_TEST(some.validation.labels().equal(whole_numbers({1})));
  need_near(shade(some.test, 0, 0, 0, 0), pixel(2, 1, 0, 0, 0));
}

BOOST_AUTO_TEST_CASE(colours_may_stand_last_and_the_last_training_images_are_for_validation) {
  const Dataset data = npy_source({.file = npz("colours.npz"), .validation = 2}).load();
  BOOST_TEST((data.shape == ImageShape{3, 8}));
  BOOST_TEST(data.train.size() == 4);
  BOOST_TEST(data.validation.labels().equal(whole_numbers({1, 2})));
  need_near(shade(data.validation, 0, 2, 3, 4), pixel(0, 4, 3, 4, 2));
  need_near(shade(data.test, 4, 1, 7, 0), pixel(2, 4, 7, 0, 1));
}

BOOST_AUTO_TEST_CASE(the_square_in_the_middle_is_resized_to_the_side) {
  const Dataset data =
      npy_source({.file = npz("oblong.npz"), .side = 2, .train = 3, .validation = 2, .test = 1})
          .load();
  BOOST_TEST((data.shape == ImageShape{3, 2}));
  // Of 4 x 6 pixels the columns 1 to 4; the mean of 2 x 2 pixels is rounded, halves up.
  const auto field = [](int i, int row, int column, int channel) {
    int sum = 0;
    for (int y = 0; y < 2; ++y)
      for (int x = 0; x < 2; ++x)
        sum += (i * 7 + (2 * row + y) * 3 + (1 + 2 * column + x) * 5 + channel * 11) % 256;
    return (sum + 2) / 4 / 127.5 - 1;
  };
  for (int channel = 0; channel < 3; ++channel)
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column)
        need_near(shade(data.train, 2, channel, row, column), field(2, row, column, channel));
  BOOST_TEST(data.test.labels().equal(whole_numbers({2})));
}

BOOST_AUTO_TEST_CASE(floats_are_resized_without_rounding) {
  const NpyConfig config{.file = npz("floats.npz"),
                         .side = 4,
                         .range = {0, 1},
                         .train = 3,
                         .validation = 2,
                         .test = 1};
  const Dataset data = npy_source(config).load();
  double sum = 0;
  for (int y = 0; y < 2; ++y)
    for (int x = 0; x < 2; ++x) sum += pixel(0, 1, 2 + y, 4 + x, 0);
  need_near(shade(data.train, 1, 0, 1, 2), sum / 4);
  BOOST_CHECK_EXCEPTION(
      npy_source({.file = config.file, .train = 3, .validation = 2, .test = 1}).load(), UserError,
      says({"floats.npz:x: its numbers lie from 0 to", "say \"range\": [0, 1]"}));
}

BOOST_AUTO_TEST_CASE(arrays_that_may_be_meant_are_named) {
  const auto refused = [](const NpyConfig& config, std::initializer_list<std::string> words) {
    BOOST_CHECK_EXCEPTION(npy_source(config), UserError, says(words));
  };
  refused({.file = npz("two.npz"), .train = 1, .validation = 1, .test = 1},
          {"several arrays that may be the images: first, second; name one with \"images\""});
  refused({.file = npz("two.npz"), .images = "frist", .train = 1, .validation = 1, .test = 1},
          {"has no array 'frist' (did you mean 'first'?); it has first, second"});
  refused({.file = npz("unlabelled_test.npz"), .validation = 1},
          {"has labels of x_train but none of x_test"});
  refused({.file = npz("colours.npz")}, {"has no array for choosing settings", "x_train"});
  refused({.file = npz("colours.npz"), .train = 5, .validation = 2},
          {"holds 6 images, fewer than"});
  refused({.file = npz("oblong.npz"), .train = 1, .validation = 1, .test = 1},
          {"[6,4,6,3]", "6 x 4 pixels: give \"side\""});
  refused({.file = npz("oblong.npz"), .side = 4}, {"train, validation and test must be given"});
  refused({.file = npz("two.npz"),
           .images = "first",
           .labels = {1},
           .train = 1,
           .validation = 1,
           .test = 1},
          {"there are no labels"});
  const Dataset data =
      npy_source(
          {.file = npz("two.npz"), .images = "second", .train = 2, .validation = 1, .test = 1})
          .load();
  need_near(shade(data.test, 0, 0, 3, 3), pixel(1, 3, 3, 3, 0));
}

BOOST_AUTO_TEST_CASE(labels_of_a_npy_file_stand_in_another) {
  const TemporaryFolder folder;
  const std::string file = (folder / "x.npy").string(), labels = (folder / "y.npy").string();
  write_npy(file, torch::arange(5 * 4).to(torch::kUInt8).reshape({5, 2, 2}));
  const NpyConfig config{
      .file = file, .labels_file = labels, .labels = {7}, .train = 3, .validation = 1, .test = 1};
  write_npy(labels, whole_numbers({7, 2, 7, 7, 7}));
  const Dataset data = npy_source(config).load();
  BOOST_TEST(data.train.labels().equal(whole_numbers({7, 7})));
  need_near(shade(data.train, 1, 0, 0, 1), 9 / 127.5 - 1);
  write_npy(labels, whole_numbers({7, 2}));
  BOOST_CHECK_EXCEPTION(npy_source(config).load(), UserError,
                        says({"holds 2 labels for 5 images"}));
  write_npy(labels, whole_numbers({7, 2, -7, 7, 7}));
  BOOST_CHECK_EXCEPTION(npy_source(config).load(), UserError, says({"y.npy: holds the label -7"}));
  write_npy(labels, torch::ones({5}));
  BOOST_CHECK_EXCEPTION(npy_source(config).load(), UserError,
                        says({"labels must be whole numbers"}));
  BOOST_CHECK_EXCEPTION(
      npy_source({.file = file, .images = "x", .train = 1, .validation = 1, .test = 1}), UserError,
      says({"is one array; images and labels_array name arrays"}));
}

BOOST_AUTO_TEST_CASE(a_damaged_npz_file_is_refused) {
  const TemporaryFolder folder;
  const std::string whole = read_text(npz("medical.npz")), file = (folder / "x.npz").string();
  for (size_t at = 100; at + 30 < whole.size() / 4; at += 37) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    write_whole(file, damaged);
    BOOST_CHECK_EXCEPTION(npy_source({.file = file}).load(), UserError, says({file}));
  }
  write_whole(file, whole.substr(0, whole.size() - 30));
  BOOST_CHECK_EXCEPTION(npy_source({.file = file}), UserError,
                        says({file, "is not a whole .npz file"}));
}

BOOST_AUTO_TEST_CASE(reading_holds_no_more_than_a_fifth_beyond_the_images) {
  const TemporaryFolder folder;
  constexpr int64_t n = 60000, bytes = n * 28 * 28;
  {
    Archive archive;
    Tensor images = torch::zeros({n, 28, 28}, torch::kUInt8);
    const Tensor number = torch::arange(n).reshape({n, 1, 1});
    for (int64_t k = 0; k < 3; ++k)
      images.slice(1, 0, 4)
          .slice(2, 4 * k, 4 * k + 4)
          .copy_(torch::bitwise_and(torch::bitwise_right_shift(number, 8 * k), 255));
    archive.put("x", images);
    write_npz(folder / "x.npz", archive);
  }
  for (const int64_t side : {0, 28, 14}) {
    if (!forget_peak()) {
      BOOST_TEST_MESSAGE("skipped: /proc/self/clear_refs can't be written");
      return;
    }
    const int64_t before = peak();
    const Dataset data = npy_source({.file = (folder / "x.npz").string(),
                                     .side = side,
                                     .train = n - 2,
                                     .validation = 1,
                                     .test = 1})
                             .load();
    BOOST_TEST(data.train.size() == n - 2);
    BOOST_TEST(peak() - before < bytes * 6 / 5);
  }
}

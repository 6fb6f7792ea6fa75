#include "data/own_files.h"

#include <unistd.h>

#include <fstream>

#include "core/files.h"
#include "core/npy.h"
#include "data/files.h"
#include "data/npy_set.h"

using namespace coopbench;
using torch::Tensor;

namespace {

/// Memory of this process that is in use, in bytes.
int64_t resident() {
  int64_t pages = 0, used = 0;
  std::ifstream("/proc/self/statm") >> pages >> used;
  return used * ::sysconf(_SC_PAGESIZE);
}

/// A file that is `size` bytes long and begins with these; the rest is a hole.
void write_sparse(const std::filesystem::path& path, const std::string& begin, uintmax_t size) {
  write_whole(path, begin);
  std::filesystem::resize_file(path, size);
}

const std::string images = data_file("small/train-images-idx3-ubyte.gz").string();
const std::string labels = data_file("small/train-labels.idx1-ubyte.gz").string();

/// n different images with numbers from -1 to 1.
Tensor numbers(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return torch::linspace(-1, 1, count).reshape(shape);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_idx_file_is_split_by_its_rows) {
  const DataSource source =
      idx_source({.images = images, .side = 28, .train = 10, .validation = 6, .test = 3});
  BOOST_TEST(source.find().found);
  const Dataset data = source.load();
  // Of the first 19 rows 5 is in the test part, as row 18, and 7 is row 8's twin.
  BOOST_TEST(data.train.size() == 9);
  BOOST_TEST(data.validation.size() == 6);
  BOOST_TEST(data.test.size() == 3);
  BOOST_TEST(data.source ==
             images + "; dropped for being in another part: 1 of train, 0 of validation");
  const double pixel = small_pixel(16, 20, 9) / 127.5 - 1;
  BOOST_TEST(std::abs(data.test.all()[0][0][20][9].item<double>() - pixel) < 1e-6);
}

BOOST_AUTO_TEST_CASE(an_idx_file_is_restricted_to_labels) {
  const Dataset data = idx_source({.images = images,
                                   .labels_file = labels,
                                   .side = 14,
                                   .labels = {0, 3},
                                   .train = 10,
                                   .validation = 5,
                                   .test = 5})
                           .load();
  BOOST_TEST((data.shape == ImageShape{1, 14}));
  // Rows 0, 3, 5, 8; 10, 13; 15, 18, and row 5 is row 18's image.
  BOOST_TEST((data.train.all().sizes() == std::vector<int64_t>{3, 1, 14, 14}));
  // Labels are row % 5.
  BOOST_TEST(data.train.labels().equal(torch::tensor({0, 3, 3}, torch::kInt64)));
  BOOST_TEST(data.test.labels().equal(torch::tensor({0, 3}, torch::kInt64)));
  BOOST_TEST(data.validation.size() == 2);
  BOOST_TEST(data.test.size() == 2);
}

BOOST_AUTO_TEST_CASE(idx_settings_that_do_not_fit_the_file_are_refused) {
  BOOST_CHECK_EXCEPTION(
      idx_source({.images = images, .train = 10, .validation = 6, .test = 5}).load(), UserError,
      says({images, "holds 20 images", "train 10 + validation 6 + test 5"}));
  BOOST_CHECK_EXCEPTION(
      idx_source({.images = images, .labels = {1}, .train = 1, .validation = 1, .test = 1}),
      UserError, says({"labels_file"}));
  const std::string few = data_file("small/t10k-labels-idx1-ubyte").string();
  BOOST_CHECK_EXCEPTION(
      idx_source({.images = images, .labels_file = few, .train = 1, .validation = 1, .test = 1})
          .load(),
      UserError, says({few, "6 labels for 20 images"}));
  const std::string oblong = data_file("broken/oblong").string();
  BOOST_CHECK_EXCEPTION(
      idx_source({.images = oblong, .train = 1, .validation = 1, .test = 1}).load(), UserError,
      says({oblong, "6 x 7", "square"}));
  const DataSource none = idx_source({.images = "no/such", .train = 1, .validation = 1, .test = 1});
  BOOST_TEST(!none.find().found);
  BOOST_TEST(none.find().where == "no file no/such");
  BOOST_CHECK_EXCEPTION(none.load(), UserError, says({"no/such"}));
}

BOOST_AUTO_TEST_CASE(npy_floats_are_taken_as_they_are) {
  const TemporaryFolder folder;
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    const Tensor whole = numbers({10, 3, 4, 4}).to(type);
    write_npy(folder / "x.npy", whole);
    const DataSource source =
        npy_source({.file = (folder / "x.npy").string(), .train = 5, .validation = 3, .test = 1});
    BOOST_TEST((source.shape == ImageShape{3, 4}));
    BOOST_TEST(source.find().found);
    const Dataset data = source.load();
    BOOST_TEST(data.train.all().equal(whole.slice(0, 0, 5).to(torch::kFloat32)));
    BOOST_TEST(data.validation.all().equal(whole.slice(0, 5, 8).to(torch::kFloat32)));
    BOOST_TEST(data.test.all().equal(whole.slice(0, 8, 9).to(torch::kFloat32)));
  }
}

BOOST_AUTO_TEST_CASE(npy_numbers_and_bytes_stay_in_their_file) {
  const TemporaryFolder folder;
  const std::string file = (folder / "x.npy").string();
  const auto is_mapped = [&] {
    return read_text("/proc/self/maps").find(file) != std::string::npos;
  };
  const Tensor whole = numbers({8, 3, 4, 4});
  for (const Tensor& kept : {whole, (whole * 127 + 128).to(torch::kUInt8)}) {
    write_npy(file, kept);
    {
      const Dataset data =
          npy_source({.file = file, .train = 5, .validation = 2, .test = 1}).load();
      BOOST_TEST(is_mapped());
      const Images part = data.train;
      BOOST_TEST(part.slice(1, 3).equal(
          kept.is_floating_point() ? kept.slice(0, 1, 3) : to_images(kept.slice(0, 1, 3), 4)));
    }
    BOOST_TEST(!is_mapped());
  }
  write_npy(file, whole.to(torch::kFloat64));
  const Dataset data = npy_source({.file = file, .train = 5, .validation = 2, .test = 1}).load();
  BOOST_TEST(!is_mapped());
}

BOOST_AUTO_TEST_CASE(npy_bytes_are_scaled_and_grey_images_need_no_channel) {
  const TemporaryFolder folder;
  const Tensor whole = torch::arange(3 * 5 * 5).to(torch::kUInt8).reshape({3, 5, 5});
  write_npy(folder / "x.npy", whole);
  const Dataset data =
      npy_source({.file = (folder / "x.npy").string(), .train = 1, .validation = 1, .test = 1})
          .load();
  BOOST_TEST((data.shape == ImageShape{1, 5}));
  BOOST_TEST((data.test.all().sizes() == std::vector<int64_t>{1, 1, 5, 5}));
  BOOST_TEST(data.train.all()[0][0][0][0].item<double>() == -1.0);
  BOOST_TEST(std::abs(data.test.all()[0][0][4][4].item<double>() - (74 / 127.5 - 1)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(npy_parts_share_no_image) {
  const TemporaryFolder folder;
  Tensor whole = numbers({6, 2, 2});
  whole[1] = whole[5];
  whole[3] = whole[5];
  write_npy(folder / "x.npy", whole);
  const Dataset data =
      npy_source({.file = (folder / "x.npy").string(), .train = 3, .validation = 2, .test = 1})
          .load();
  BOOST_TEST(data.train.size() == 2);
  BOOST_TEST(data.validation.size() == 1);
  BOOST_TEST(data.source.find("1 of train, 1 of validation") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(npy_files_that_hold_no_images_are_refused) {
  const TemporaryFolder folder;
  const std::string file = (folder / "x.npy").string();
  const NpyConfig config{.file = file, .train = 1, .validation = 1, .test = 1};
  const auto refused = [&](const Tensor& tensor, const std::string& word) {
    write_npy(file, tensor);
    BOOST_CHECK_EXCEPTION(npy_source(config).load(), UserError, says({file + ": ", word}));
  };
  BOOST_CHECK_EXCEPTION(npy_source(config), UserError, says({file}));
  refused(numbers({4, 3, 5}), "shape [4,3,5], images of 5 x 3 pixels: give \"side\"");
  refused(numbers({12}), "shape [12]");
  refused(numbers({4, 4}), "shape [4,4]");
  refused(numbers({2, 2, 2}), "holds 2 images");
  refused(torch::zeros({4, 2, 2}, torch::kInt64), "float32, float64 or uint8");
  Tensor beyond = numbers({4, 2, 2});
  beyond[2][1][0] = 1.5;
  refused(beyond, "to 1.5, outside of -1 to 1; \"range\": [low, high] says");
  beyond[2][1][0] = std::nan("");
  refused(beyond, "image 2 has numbers that are not finite");
  refused(numbers({4, 2, 2}).abs(), "say \"range\": [0, 1]");
}

BOOST_AUTO_TEST_CASE(npy_floats_have_the_range_that_is_said) {
  const TemporaryFolder folder;
  const std::string file = (folder / "x.npy").string();
  const Tensor shades = torch::arange(16, torch::kFloat64).reshape({4, 2, 2}) / 15;
  write_npy(file, shades);
  const auto first = [&](std::vector<double> range) {
    return npy_source(
               {.file = file, .range = std::move(range), .train = 2, .validation = 1, .test = 1})
        .load()
        .train.slice(0, 2)
        .flatten();
  };
  const Tensor expected = shades.slice(0, 0, 2).flatten().to(torch::kFloat32);
  BOOST_TEST(torch::allclose(first({0, 1}), expected * 2 - 1, 0, 1e-6));
  BOOST_TEST(torch::equal(first({-1, 1}), expected));
  BOOST_TEST(torch::allclose(first({0, 2}), expected - 1, 0, 1e-6));
  BOOST_TEST(torch::allclose(first({-0.5, 1.5}), expected - 0.5, 0, 1e-6));
  // Bounds that float32 rounds outwards, and numbers that it would hardly tell apart.
  write_npy(file, (shades + 0.7).to(torch::kFloat32));
  BOOST_TEST(torch::allclose(first({0.7, 1.7}), expected * 2 - 1, 0, 1e-6));
  write_npy(file, shades + 1e6);
  BOOST_TEST(torch::allclose(first({1e6, 1e6 + 1}), expected * 2 - 1, 0, 1e-6));
  write_npy(file, shades);
  BOOST_CHECK_EXCEPTION(first({}), UserError, says({"from 0 to 1", "say \"range\": [0, 1]"}));
  BOOST_CHECK_EXCEPTION(first({0, 255}), UserError,
                        says({"from 0 to 1, a small part of 0 to 255"}));
  BOOST_CHECK_EXCEPTION(first({1, 2}), UserError, says({"from 0 to 1, outside of 1 to 2"}));
  for (const std::vector<double>& none : {std::vector<double>{1}, {1, 1}, {2, 1}, {0, 1, 2}})
    BOOST_CHECK_EXCEPTION(first(none), UserError, says({"range: must be [low, high]"}));
  write_npy(file, torch::ones({4, 2, 2}, torch::kUInt8));
  BOOST_CHECK_EXCEPTION(first({0, 1}), UserError, says({"uint8 images, whose range is [0, 255]"}));
}

BOOST_AUTO_TEST_CASE(rows_behind_the_parts_are_not_read) {
  const TemporaryFolder folder;
  constexpr int64_t mega = 1 << 20, images_there = 500000;
  const auto checked = [&](const DataSource& source) {
    const int64_t before = resident();
    const Dataset data = source.load();
    BOOST_TEST(resident() - before < 32 * mega);
    BOOST_TEST(data.test.size() == 1);
  };
  for (const auto type : {torch::kFloat32, torch::kFloat64, torch::kUInt8}) {
    Tensor first = torch::zeros({1200, 28, 28}, type);
    first[0][0][0] = 1;
    first[1000][1][1] = 1;
    std::string bytes = npy_bytes(first);
    bytes.replace(bytes.find("(1200, 28, 28), }  "), 19, "(500000, 28, 28), }");
    const auto width = static_cast<int64_t>(torch::elementSize(type)) * 28 * 28;
    write_sparse(folder / "x.npy", bytes, static_cast<uintmax_t>(128 + images_there * width));
    checked(npy_source(
        {.file = (folder / "x.npy").string(),
         .range = type == torch::kUInt8 ? std::vector<double>{} : std::vector<double>{-1, 1},
         .train = 1000,
         .validation = 1,
         .test = 1}));
  }
}

BOOST_AUTO_TEST_CASE(rows_of_an_idx_file_behind_the_parts_are_not_read) {
  const TemporaryFolder folder;
  std::string bytes("\0\0\x08\x03\0\x07\xa1\x20\0\0\0\x1c\0\0\0\x1c", 16);  // 500000 x 28 x 28
  for (int image = 0; image < 3; ++image) bytes += std::string(28 * 28, static_cast<char>(image));
  write_sparse(folder / "x", bytes, 16 + uintmax_t{500000} * 28 * 28);
  const int64_t before = resident();
  const Dataset data =
      idx_source({.images = (folder / "x").string(), .train = 1, .validation = 1, .test = 1})
          .load();
  BOOST_TEST(resident() - before < 1 << 24);
  BOOST_TEST(data.test.all()[0][0][0][0].item<float>() == 2 / 127.5F - 1,
             boost::test_tools::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(numbers_behind_the_parts_may_be_anything) {
  const TemporaryFolder folder;
  Tensor whole = numbers({5, 2, 2});
  whole[4] = 7;
  write_npy(folder / "x.npy", whole);
  const std::string file = (folder / "x.npy").string();
  BOOST_CHECK_NO_THROW(npy_source({.file = file, .train = 2, .validation = 1, .test = 1}).load());
  BOOST_CHECK_EXCEPTION(npy_source({.file = file, .train = 2, .validation = 1, .test = 2}).load(),
                        UserError, says({"to 7, outside of -1 to 1"}));
}

#include "data/mnist.h"

#include <cstdlib>
#include <set>

#include "core/files.h"
#include "data/files.h"
#include "data/mnist_files.h"

using namespace coopbench;
using torch::Tensor;
namespace fs = std::filesystem;

namespace {

const std::string small = data_file("small").string();

/// Sets an environment variable and the working folder until the end of a test.
class Surroundings {
 public:
  Surroundings(const std::string& data, const fs::path& folder) : before_(fs::current_path()) {
    const char* set = std::getenv("COOPBENCH_DATA");
    if (set) old_ = set;
    ::setenv("COOPBENCH_DATA", data.c_str(), 1);
    fs::current_path(folder);
  }
  ~Surroundings() {
    fs::current_path(before_);
    old_ ? ::setenv("COOPBENCH_DATA", old_->c_str(), 1) : ::unsetenv("COOPBENCH_DATA");
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

 private:
  fs::path before_;
  std::optional<std::string> old_;
};

/// Image `number` of tests/data_files/make.py as it is loaded.
Tensor expected(int number) {
  Tensor image = torch::empty({1, 28, 28});
  for (int row = 0; row < 28; ++row)
    for (int column = 0; column < 28; ++column)
      image[0][row][column] =
          (static_cast<float>(small_pixel(number, row, column)) - 127.5F) / 127.5F;
  return image;
}

void is_sequence(const Images& part, const std::vector<int>& numbers) {
  const Tensor images = part.all();
  BOOST_REQUIRE(images.size(0) == static_cast<int64_t>(numbers.size()));
  for (size_t i = 0; i < numbers.size(); ++i)
    BOOST_TEST((images[static_cast<int64_t>(i)] - expected(numbers[i])).abs().max().item<double>() <
               1e-6);
}

std::set<std::string_view> bytes_of(const Images& images) {
  std::set<std::string_view> all;
  for (int64_t i = 0; i < images.size(); ++i) all.insert(images.bytes(i));
  return all;
}

/// How many images occur in two parts.
int64_t shared(const Dataset& data) {
  const auto train = bytes_of(data.train), validation = bytes_of(data.validation),
             test = bytes_of(data.test);
  const auto both = [](const auto& a, const auto& b) {
    return std::count_if(a.begin(), a.end(), [&](const auto& image) { return b.contains(image); });
  };
  return both(validation, train) + both(test, train) + both(test, validation);
}

}  // namespace

// See tests/data_files/make.py for what the parts share.
BOOST_AUTO_TEST_CASE(the_small_set_is_split_scaled_and_separated) {
  const Dataset data = mnist({.validation = 4, .directory = small}).load();
  BOOST_TEST((data.shape == ImageShape{1, 28}));
  is_sequence(data.train, {0, 1, 3, 4, 6, 7, 7, 9, 10, 11, 12, 13, 14, 15});
  is_sequence(data.validation, {16, 5, 19});
  is_sequence(data.test, {100, 101, 102, 103, 104, 105});
  BOOST_TEST(data.source ==
             small + "; dropped for being in another part: 2 of train, 1 of validation");
  // Labels are row % 5 in the training file, of which rows 2 and 5 are dropped, and row % 3 in the
  // test file.
  const std::vector<int64_t> labels{0, 1, 3, 4, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0};
  BOOST_TEST(data.train.labels().equal(torch::tensor(labels, torch::kInt64)));
  BOOST_TEST(data.test.labels().equal(torch::arange(6, torch::kInt64).remainder(3)));
  BOOST_TEST(!data.log_density);
  BOOST_TEST(data.view == 0.0);
  BOOST_TEST(shared(data) == 0);
}

BOOST_AUTO_TEST_CASE(labels_restrict_every_part) {
  // Labels are row % 5 in the training file and row % 3 in the test file.
  const Dataset data = mnist({.labels = {1}, .validation = 4, .directory = small}).load();
  is_sequence(data.train, {1, 6, 11});
  is_sequence(data.validation, {16});
  is_sequence(data.test, {101, 104});
  for (const Images& part : {data.train, data.validation, data.test})
    BOOST_TEST(part.labels().eq(1).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(labels_that_leave_a_part_empty_are_refused) {
  BOOST_CHECK_EXCEPTION(mnist({.labels = {4}, .validation = 4, .directory = small}).load(),
                        UserError, says({small, "no image is left", "test part"}));
}

BOOST_AUTO_TEST_CASE(another_side_resizes) {
  const DataSource source = fashion_mnist({.side = 16, .validation = 4, .directory = small});
  BOOST_TEST((source.shape == ImageShape{1, 16}));
  const Dataset data = source.load();
  const Tensor train = data.train.all();
  BOOST_TEST((train.sizes() == std::vector<int64_t>{14, 1, 16, 16}));
  BOOST_TEST(train.abs().max().item<double>() <= 1.0);
  BOOST_TEST(std::abs((train.mean() -
                       mnist({.validation = 4, .directory = small}).load().train.all().mean())
                          .item<double>()) < 0.05);
}

BOOST_AUTO_TEST_CASE(too_large_a_validation_part_is_refused) {
  BOOST_CHECK_EXCEPTION(mnist({.validation = 20, .directory = small}).load(), UserError,
                        says({"train-images", "holds 20 images", "validation must be below"}));
}

BOOST_AUTO_TEST_CASE(images_of_another_size_are_refused) {
  const TemporaryFolder folder;
  for (const auto& file : fs::directory_iterator(small)) fs::copy(file, folder.path());
  fs::remove(folder / "t10k-images.idx3-ubyte");
  fs::copy(data_file("broken/oblong"), folder / "t10k-images-idx3-ubyte");
  BOOST_CHECK_EXCEPTION(mnist({.validation = 4, .directory = folder.path().string()}).load(),
                        UserError, says({"t10k-images-idx3-ubyte: holds images of 6 x 7 pixels"}));
}

BOOST_AUTO_TEST_CASE(a_given_directory_is_the_only_place) {
  const TemporaryFolder folder;
  const Surroundings around(folder.path().string(), folder.path());
  fs::create_directory(folder / "empty");
  fs::copy(small, folder / "mnist");
  const DataSource source = mnist({.directory = (folder / "empty").string()});
  const Found found = source.find();
  BOOST_TEST(!found.found);
  BOOST_TEST(found.where == "not in " + (folder / "empty").string());
  for (const auto& name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "into "})
    BOOST_TEST(found.advice.find(name) != std::string::npos);
  BOOST_CHECK_EXCEPTION(source.load(), UserError, says({"mnist is not in", found.advice}));
}

BOOST_AUTO_TEST_CASE(folders_are_searched_in_their_order) {
  const TemporaryFolder folder;
  const Surroundings around((folder / "store").string(), folder.path());
  const MnistPlaces places{"mnist", (folder / "debian").string(), "", "buy and put"};
  BOOST_TEST(!places.find().found);
  BOOST_TEST(places.find().advice.find("buy and put train-images-idx3-ubyte, ") == 0);
  for (const std::string place : {"debian", "datasets/mnist", "store/mnist"}) {
    fs::create_directories((folder / place).parent_path());
    fs::copy(small, folder / place);
    BOOST_TEST(places.find().found);
    BOOST_TEST(fs::equivalent(places.find().where, folder / place));
    BOOST_TEST(places.find().advice == "");
  }
  // A folder that lacks a file is passed over, and named when there is no other.
  fs::remove(folder / "store/mnist/t10k-labels-idx1-ubyte");
  BOOST_TEST(fs::equivalent(places.find().where, folder / "datasets/mnist"));
  fs::remove_all(folder / "datasets");
  fs::remove_all(folder / "debian");
  BOOST_TEST(places.find().where.find("store/mnist (without t10k-labels-idx1-ubyte)") !=
             std::string::npos);
  BOOST_CHECK_THROW(places.need(), UserError);
}

BOOST_AUTO_TEST_CASE(fashion_mnist_is_advised_as_a_package) {
  const TemporaryFolder folder;
  const Found found = fashion_mnist({.directory = folder.path().string()}).find();
  BOOST_TEST(found.advice.find("apt-get install dataset-fashion-mnist") == 0);
}

BOOST_AUTO_TEST_CASE(the_parts_of_fashion_mnist_share_no_image) {
  const DataSource source = fashion_mnist({});
  if (!source.find().found) {
    BOOST_TEST_MESSAGE("skipped: Fashion-MNIST is not installed; " << source.find().advice);
    BOOST_TEST(!source.find().advice.empty());
    return;
  }
  Dataset data = source.load();
  BOOST_TEST(data.test.size() == 10000);
  BOOST_TEST(data.validation.size() == 5000);  // no image of this set occurs in two parts
  BOOST_TEST(data.train.size() == 55000);
  BOOST_TEST(shared(data) == 0);
  data.train = data.test.part(4, 5);
  BOOST_TEST(shared(data) == 1);
}

BOOST_AUTO_TEST_CASE(the_test_files_alone_are_a_data_set) {
  const TemporaryFolder folder;
  for (const char* name : {"t10k-images.idx3-ubyte", "t10k-labels-idx1-ubyte"})
    std::filesystem::copy_file(data_file(std::string("small/") + name), folder / name);
  const MnistT10kConfig config{.validation = 2, .test = 1, .directory = folder.path().string()};
  BOOST_TEST(mnist_t10k(config).find().found);
  BOOST_TEST(!mnist({.directory = config.directory}).find().found);
  const Dataset data = mnist_t10k(config).load();
  BOOST_TEST(data.train.size() == 3);
  BOOST_TEST(data.validation.size() == 2);
  // Test image i of tests/data_files/make.py is image 100 + i, with the label i % 3.
  BOOST_TEST(data.test.labels().equal(torch::tensor({2}, torch::kInt64)));
  BOOST_TEST(std::abs(data.test.all()[0][0][4][6].item<double>() -
                      (small_pixel(105, 4, 6) / 127.5 - 1)) < 1e-6);
  BOOST_CHECK_EXCEPTION(
      mnist_t10k({.validation = 4, .test = 2, .directory = config.directory}).load(), UserError,
      says({"holds 6 images; validation 4 and test 2 leave none"}));
  std::filesystem::remove(folder / "t10k-labels-idx1-ubyte");
  BOOST_CHECK_EXCEPTION(mnist_t10k(config).load(), UserError, says({"t10k-labels-idx1-ubyte"}));
}

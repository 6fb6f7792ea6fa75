// CIFAR-10 as binary batches and as pictures.
#include "data/files.h"
#include "data/picture_files.h"
#include "data/picture_sets.h"

using namespace coopbench;

namespace {

/// A batch of n images whose bytes follow from their number and `seed`.
std::string batch(int n, int seed) {
  std::string bytes;
  for (int i = 0; i < n; ++i) {
    bytes += static_cast<char>((i + seed) % 10);
    for (int k = 0; k < 3072; ++k) bytes += static_cast<char>((i * 7 + seed * 31 + k) % 251);
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_cifar10)

BOOST_AUTO_TEST_CASE(binary_batches_of_cifar10_are_read_in_the_order_of_their_numbers) {
  const OwnCache own;
  const fs::path files = own.folder / "cifar-10-batches-bin";
  make_folder(files);
  for (int i = 1; i <= 5; ++i)
    write_whole(files / ("data_batch_" + std::to_string(i) + ".bin"), batch(20, i));
  write_whole(files / "test_batch.bin", batch(10, 6));
  write_whole(files / "readme.html", "x");
  const Cifar10Config config{.files = own.folder.path().string(), .validation = 20};
  const Dataset data = cifar10_source(config).load();
  BOOST_TEST(data.train.size() == 80);
  BOOST_TEST(data.test.size() == 10);
  // Image 0 of batch 2: red, green, blue in planes; its label.
  const torch::Tensor image = data.train.slice(20, 21);
  BOOST_TEST(image[0][0][0][1].item<double>() == 63 / 127.5 - 1,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(image[0][1][0][0].item<double>() == (62 + 1024) % 251 / 127.5 - 1,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(data.train.labels()[20].item<int64_t>() == 2);

  const auto refused = [&] { return message([&] { cifar10_source(config).load(); }); };
  write_whole(files / "data_batch_3.bin", batch(20, 3) + "x");
  BOOST_TEST(refused().find("data_batch_3.bin: is damaged") != std::string::npos);
  write_whole(files / "data_batch_3.bin", batch(20, 3));
  fs::remove(files / "data_batch_5.bin");
  BOOST_TEST(refused().find("lacks one of data_batch_1.bin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cifar10_as_pictures) {
  const fs::path here = fs::path(COOPBENCH_SOURCE_DIR) / "../shared/data/cifar10-jpeg.tar.xz";
  if (!fs::exists(here)) {
    BOOST_TEST_MESSAGE("skipped: there is no ../shared/data/cifar10-jpeg.tar.xz");
    return;
  }
  const OwnCache own;
  const Dataset data = cifar10_source({.files = here.string()}).load();
  BOOST_TEST(data.train.size() + data.validation.size() > 49'000);
  BOOST_TEST(data.test.size() == 10'000);
  BOOST_TEST(torch::bincount(data.test.labels()).eq(1000).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(pictures_of_cifar10_have_its_labels) {
  const OwnCache own;
  const fs::path files = own.folder / "files";
  const char* pictures[] = {"rgb.png", "grey.png", "palette.png", "progressive.jpg"};
  for (int i = 0; i < 4; ++i) {
    put(files / "train/dog" / (std::to_string(i) + ".PNG"), pictures[i]);
    put(files / "test/ship" / (std::to_string(i) + ".PNG"), i % 2 ? "one_bit.png" : "rgb.jpg");
  }
  const Cifar10Config config{.files = files.string()};
  const Dataset data = cifar10_source(config).load();
  BOOST_TEST(data.train.labels()[0].item<int64_t>() == 5);
  BOOST_TEST(data.test.labels()[0].item<int64_t>() == 8);
  Cifar10Config dogs = config;
  dogs.labels = {5};
  BOOST_TEST(message([&] { cifar10_source(dogs).load(); }).find("left for the test part") !=
             std::string::npos);
  fs::rename(files / "train/dog", files / "train/dogs");
  BOOST_TEST(message([&] {
               cifar10_source(config).load();
             }).find("the folder 'dogs' is none of the classes (did you mean 'dog'?)") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

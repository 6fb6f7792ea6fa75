#include "data/idx.h"

#include "core/files.h"
#include "data/files.h"

using namespace coopbench;

namespace {

void has_pixels(const torch::Tensor& images, int64_t place, int number) {
  int wrong = 0;
  for (int row = 0; row < 28; ++row)
    for (int column = 0; column < 28; ++column)
      wrong += images[place][row][column].item<int>() != small_pixel(number, row, column);
  BOOST_TEST(wrong == 0);
}

struct Broken {
  std::string file, said;
};

}  // namespace

BOOST_AUTO_TEST_CASE(plain_images_are_read) {
  const auto images = read_idx_images(data_file("small/t10k-images.idx3-ubyte"));
  BOOST_REQUIRE(images.sizes() == (std::vector<int64_t>{6, 28, 28}));
  BOOST_TEST((images.scalar_type() == torch::kUInt8));
  has_pixels(images, 0, 100);
  has_pixels(images, 5, 105);
}

BOOST_AUTO_TEST_CASE(gzip_images_are_read) {
  const auto images = read_idx_images(data_file("small/train-images-idx3-ubyte.gz"));
  BOOST_REQUIRE(images.sizes() == (std::vector<int64_t>{20, 28, 28}));
  has_pixels(images, 0, 0);
  has_pixels(images, 2, 101);
  has_pixels(images, 19, 19);
}

BOOST_AUTO_TEST_CASE(labels_are_read) {
  const auto labels = read_idx_labels(data_file("small/train-labels.idx1-ubyte.gz"), 20);
  BOOST_TEST(labels.to(torch::kInt64).equal(torch::arange(20).remainder(5)));
}

BOOST_AUTO_TEST_CASE(another_number_of_labels_is_refused) {
  BOOST_CHECK_EXCEPTION(read_idx_labels(data_file("small/t10k-labels-idx1-ubyte"), 7), UserError,
                        says({"t10k-labels-idx1-ubyte: ", "6 labels for 7 images"}));
}

BOOST_AUTO_TEST_CASE(broken_gzip_files_are_refused_with_their_path) {
  const std::vector<Broken> all{
      {"more_than_claimed.gz", "says 1568 bytes of images, the file holds more"},
      {"less_than_claimed.gz", "says 1568 bytes of images, the file holds 1567"},
      {"claims_terabytes.gz", "says 2251799813685248 bytes of images, the file holds at most"},
      {"claims_a_megabyte.gz", "says 1048576 bytes of images, the file holds "},
      {"header_cut_off.gz", "is cut off within the IDX header"},
      {"rubbish_behind.gz", "7 bytes follow the gzip data"},
      {"cut_off.gz", "the gzip data is cut off"},
      {"no_checksum.gz", "the gzip data is damaged"},
      {"no_idx.gz", "is not an IDX file"},
      {"floats.gz", "holds IDX type 0x0d with 3 dimensions; images are type 0x08 with 3"},
      {"no_images.gz", "holds no images"},
  };
  for (const auto& broken : all) {
    BOOST_TEST_CONTEXT(broken.file) {
      const auto path = data_file("broken/" + broken.file);
      BOOST_CHECK_EXCEPTION(read_idx_images(path), UserError,
                            says({path.string() + ": ", broken.said}));
    }
  }
}

BOOST_AUTO_TEST_CASE(broken_plain_files_are_refused) {
  const TemporaryFolder folder;
  const std::string good = read_text(data_file("small/t10k-images.idx3-ubyte"));
  const auto check = [&](const std::string& bytes, const std::string& said) {
    const auto path = folder / "images";
    write_whole(path, bytes);
    BOOST_CHECK_EXCEPTION(read_idx_images(path), UserError, says({path.string() + ": ", said}));
  };
  check("", "is not an IDX file");
  check(std::string(3, '\0'), "is not an IDX file");
  check("P5 28 28 255", "is not an IDX file");
  check(good.substr(0, 10), "is cut off within the IDX header");
  check(good.substr(0, good.size() - 1), "says 4704 bytes of images, the file holds 4703");
  check(good + "\n", "says 4704 bytes of images, the file holds 4705");
  // Sizes whose product overflows 64 bits.
  check(good.substr(0, 4) + std::string(12, '\xff') + good.substr(16),
        "the file holds at most 4720");
}

BOOST_AUTO_TEST_CASE(labels_are_no_images) {
  BOOST_CHECK_EXCEPTION(read_idx_images(data_file("small/t10k-labels-idx1-ubyte")), UserError,
                        says({"type 0x08 with 1 dimensions", "images are type 0x08 with 3"}));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  BOOST_CHECK_EXCEPTION(read_idx_images("no/such/file.gz"), UserError, says({"no/such/file.gz"}));
}

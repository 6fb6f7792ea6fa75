#include "data/idx.h"

#include <sys/stat.h>
#include <zlib.h>

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

/// The bytes as a gzip file.
void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb9");
  BOOST_REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) ==
                static_cast<int>(bytes.size()));
  gzclose(file);
}

/// An IDX file of `present` images of 28 x 28 that claims to hold `claimed`.
std::string idx_bytes(int64_t claimed, int64_t present) {
  std::string bytes("\0\0\x08\x03", 4);
  for (const int64_t n : {claimed, int64_t{28}, int64_t{28}})
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(n >> shift & 255);
  for (int64_t i = 0; i < present * 28 * 28; ++i) bytes += static_cast<char>(i % 251);
  return bytes;
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

BOOST_AUTO_TEST_CASE(the_first_rows_alone_are_read) {
  const auto plain = data_file("small/t10k-images.idx3-ubyte");
  const auto packed = data_file("small/train-images-idx3-ubyte.gz");
  for (const auto& path : {plain, packed}) {
    const auto all = read_idx_images(path);
    BOOST_TEST((idx_image_shape(path) == all.sizes().vec()));
    for (const int64_t rows : {int64_t{1}, int64_t{5}, all.size(0), all.size(0) + 9})
      BOOST_TEST(read_idx_images(path, rows).equal(all.slice(0, 0, rows)));
  }
  BOOST_TEST(read_idx_labels(data_file("small/train-labels.idx1-ubyte.gz"), 20, 3).size(0) == 3);
}

BOOST_AUTO_TEST_CASE(a_gzip_file_is_looked_at_as_far_as_its_rows_go) {
  const TemporaryFolder folder;
  const auto path = folder / "images.gz";
  write_gzip(path, idx_bytes(200, 100));
  BOOST_TEST(read_idx_images(path, 100).size(0) == 100);
  BOOST_CHECK_EXCEPTION(read_idx_images(path, 101), UserError, says({"the file holds 78400"}));
  BOOST_CHECK_EXCEPTION(read_idx_images(path), UserError, says({"the file holds 78400"}));
}

BOOST_AUTO_TEST_CASE(files_larger_than_a_piece_are_read_whole) {
  const TemporaryFolder folder;
  const std::string bytes = idx_bytes(300, 300);
  write_whole(folder / "plain", bytes);
  write_gzip(folder / "packed", bytes);
  const auto plain = read_idx_images(folder / "plain");
  BOOST_TEST((std::string_view(static_cast<const char*>(plain.const_data_ptr()), plain.nbytes()) ==
              std::string_view(bytes).substr(16)));
  BOOST_TEST(read_idx_images(folder / "packed").equal(plain));
}

BOOST_AUTO_TEST_CASE(pipes_and_devices_are_no_images) {
  const TemporaryFolder folder;
  BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::filesystem::create_symlink("/dev/zero", folder / "zero");
  for (const char* name : {"pipe", "zero"}) {
    BOOST_CHECK_EXCEPTION(read_idx_images(folder / name), UserError, says({"no regular file"}));
    BOOST_CHECK_EXCEPTION(idx_image_shape(folder / name), UserError, says({"no regular file"}));
    BOOST_CHECK_EXCEPTION(read_idx_labels(folder / name, 6), UserError, says({"no regular file"}));
  }
}

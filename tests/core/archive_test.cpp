#include "core/archive.h"

#include <sys/stat.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(archive)

BOOST_AUTO_TEST_CASE(tensors_come_back_and_the_bytes_are_the_same_each_time) {
  const TemporaryFolder folder;
  Archive archive;
  archive.put("energy/0_weight", torch::arange(12, torch::kFloat32).reshape({3, 4}));
  archive.put("empty", torch::empty({0, 2}));
  archive.put_number("iteration", 1234567890123);
  write_npz(folder / "a.npz", archive);
  write_npz(folder / "b.npz", archive);
  BOOST_TEST(read_text(folder / "a.npz") == read_text(folder / "b.npz"));
  const Archive back = read_npz(folder / "a.npz");
  BOOST_TEST(back.tensors().size() == 3U);
  BOOST_TEST(torch::equal(back.folder("energy").at("0_weight"), archive.at("energy/0_weight")));
  BOOST_TEST(back.number_at("iteration") == 1234567890123);
  BOOST_TEST(back.at("empty").numel() == 0);
  BOOST_CHECK_EXCEPTION(back.at("none"), Failure, says({"'none'"}));
}

BOOST_AUTO_TEST_CASE(damage_is_found) {
  const TemporaryFolder folder;
  Archive archive;
  archive.put("x", torch::arange(100, torch::kFloat32));
  write_npz(folder / "a.npz", archive);
  std::string bytes = read_text(folder / "a.npz");
  write_whole(folder / "cut.npz", bytes.substr(0, bytes.size() / 2));
  BOOST_CHECK_EXCEPTION(read_npz(folder / "cut.npz"), UserError, says({"cut.npz"}));
  bytes[300] ^= 1;
  write_whole(folder / "bit.npz", bytes);
  BOOST_CHECK_EXCEPTION(read_npz(folder / "bit.npz"), UserError, says({"damaged"}));
  BOOST_CHECK_EXCEPTION(read_npz(folder / "none.npz"), UserError,
                        says({"none.npz", "No such file"}));
}

BOOST_AUTO_TEST_CASE(what_is_compressed_to_less_is_not_called_damaged) {
  const std::filesystem::path file =
      std::filesystem::path(COOPBENCH_SOURCE_DIR) / "tests/data_files/npz/floats.npz";
  BOOST_CHECK_EXCEPTION(
      read_npz(file), UserError,
      says({"floats.npz: holds more bytes than it has, compressed at 'x.npy'; save it without"}));
}

BOOST_AUTO_TEST_CASE(a_pipe_is_no_archive) {
  const TemporaryFolder folder;
  BOOST_REQUIRE(::mkfifo((folder / "pipe.npz").c_str(), 0600) == 0);
  BOOST_CHECK_EXCEPTION(read_npz(folder / "pipe.npz"), UserError,
                        says({"pipe.npz", "no regular file"}));
  BOOST_CHECK_EXCEPTION(read_npz(folder.path()), UserError, says({"is a folder"}));
}

BOOST_AUTO_TEST_SUITE_END()

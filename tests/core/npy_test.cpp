#include "core/npy.h"

#include <sys/stat.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

std::string with_header(std::string header, const std::string& numbers) {
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += {static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  return bytes + header + numbers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(npy)

BOOST_AUTO_TEST_CASE(bytes_are_those_that_numpy_writes) {
  // numpy.save of numpy.array([[1, 2, 3], [4, 5, 6]], "uint8"): header of 118 bytes, padded to 128
  // in all.
  std::string expected("\x93NUMPY\x01\x00v\x00", 10);
  expected += "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }";
  expected.append(127 - expected.size(), ' ');
  expected += "\n\x01\x02\x03\x04\x05\x06";
  BOOST_TEST(npy_bytes(torch::tensor({{1, 2, 3}, {4, 5, 6}}, torch::kUInt8)) == expected);
}

BOOST_AUTO_TEST_CASE(every_dtype_and_shape_comes_back) {
  for (const auto type :
       {torch::kFloat32, torch::kFloat64, torch::kInt64, torch::kUInt8, torch::kBool})
    for (const auto& shape :
         std::vector<std::vector<int64_t>>{{}, {3}, {2, 3}, {2, 1, 4, 4}, {0, 5}}) {
      const auto tensor = torch::arange(c10::multiply_integers(shape)).reshape(shape).to(type);
      const auto back = npy_tensor(npy_bytes(tensor), "x");
      BOOST_TEST(back.sizes().vec() == shape);
      BOOST_TEST(torch::equal(back, tensor));
      BOOST_TEST(back.scalar_type() == type);
    }
}

BOOST_AUTO_TEST_CASE(views_are_written_in_their_own_order) {
  const auto x = torch::arange(6).reshape({2, 3}).t();
  BOOST_TEST(torch::equal(npy_tensor(npy_bytes(x), "x"), x));
}

BOOST_AUTO_TEST_CASE(a_shape_is_read_without_the_numbers) {
  const TemporaryFolder folder;
  write_npy(folder / "x.npy", torch::zeros({7, 1, 4, 4}));
  BOOST_TEST(npy_shape(folder / "x.npy") == (std::vector<int64_t>{7, 1, 4, 4}));
}

BOOST_AUTO_TEST_CASE(a_mapped_file_holds_the_same_numbers_and_keeps_them) {
  const TemporaryFolder folder;
  const auto path = folder / "x.npy";
  const auto is_mapped = [&] {
    return read_text("/proc/self/maps").find(path.string()) != std::string::npos;
  };
  for (const auto type : {torch::kFloat32, torch::kFloat64, torch::kInt64, torch::kUInt8}) {
    const auto x = torch::arange(24).reshape({2, 3, 4}).to(type);
    write_npy(path, x);
    {
      torch::Tensor mapped = map_npy(path);
      BOOST_TEST(is_mapped());
      BOOST_TEST(mapped.equal(x));
      BOOST_TEST((mapped.scalar_type() == type));
      mapped.fill_(7);
      BOOST_TEST(read_npy(path).equal(x));
    }
    BOOST_TEST(!is_mapped());
  }
  // A header of 61 bytes: the numbers begin at 61 + 10.
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
  header.resize(60, ' ');
  write_whole(path, with_header(header, std::string("\0\0\x80?", 4)));
  const auto shifted = map_npy(path);
  BOOST_TEST(!is_mapped());
  BOOST_TEST(shifted.item<float>() == 1.0F);
}

BOOST_AUTO_TEST_CASE(the_first_rows_alone_are_mapped) {
  const TemporaryFolder folder;
  const auto path = folder / "x.npy";
  const auto x = torch::arange(24, torch::kFloat32).reshape({6, 4});
  write_npy(path, x);
  BOOST_TEST(map_npy(path, 2).equal(x.slice(0, 0, 2)));
  BOOST_TEST(map_npy(path, 6).equal(x));
  BOOST_TEST(map_npy(path, 100).equal(x));
  write_npy(path, torch::tensor(3.0));
  BOOST_TEST(map_npy(path, 2).item<double>() == 3);
  // Numbers that begin at byte 70.
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
  header.resize(59, ' ');
  write_whole(path, with_header(header, std::string("\0\0\x80?\0\0\0@\0\0\x80@", 12)));
  BOOST_TEST(map_npy(path, 2).equal(torch::tensor({1.0F, 2.0F})));
}

BOOST_AUTO_TEST_CASE(a_file_of_many_pieces_is_read_whole) {
  const TemporaryFolder folder;
  const auto x = torch::arange(1000003, torch::kFloat32);
  write_npy(folder / "x.npy", x);
  BOOST_TEST(read_npy(folder / "x.npy").equal(x));
}

BOOST_AUTO_TEST_CASE(pipes_and_devices_are_no_arrays) {
  const TemporaryFolder folder;
  BOOST_REQUIRE(::mkfifo((folder / "pipe.npy").c_str(), 0600) == 0);
  std::filesystem::create_symlink("/dev/zero", folder / "zero.npy");
  for (const char* name : {"pipe.npy", "zero.npy"}) {
    const auto path = folder / name;
    BOOST_CHECK_EXCEPTION(read_npy(path), UserError, says({name, "no regular file"}));
    BOOST_CHECK_EXCEPTION(map_npy(path), UserError, says({name, "no regular file"}));
    BOOST_CHECK_EXCEPTION(npy_shape(path), UserError, says({name, "no regular file"}));
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_can_not_be_mapped_is_refused_like_one_that_is_read) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& name, const std::string& word) {
    BOOST_CHECK_EXCEPTION(map_npy(folder / name), UserError, says({name, word}));
  };
  refused("none.npy", "No such file");
  write_whole(folder / "empty.npy", "");
  refused("empty.npy", "not a NumPy");
  write_whole(folder / "short.npy", npy_bytes(torch::ones({4})).substr(0, 140));
  refused("short.npy", "the file holds 12");
}

BOOST_AUTO_TEST_CASE(a_header_is_read_in_any_order_and_spacing) {
  const auto x = npy_tensor(
      with_header("{'shape':(2,1),'fortran_order':   False,'descr':  '|u1'}", "\x07\x09"), "x");
  BOOST_TEST(x.equal(torch::tensor({{7}, {9}}, torch::kUInt8)));
}

BOOST_AUTO_TEST_CASE(bad_files_are_refused) {
  const auto refused = [](const std::string& bytes, const std::string& word) {
    BOOST_CHECK_EXCEPTION(npy_tensor(bytes, "f.npy"), UserError, says({"f.npy", word}));
  };
  refused(with_header("{'descr': '<f4", ""), "no plain dtype");
  refused(with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, ", "1234"),
          "no shape");
  refused(with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", ""),
          "no shape");
  refused(with_header("{'descr': '<f4', 'fortran_order'", ""), "Fortran");
  std::string ones;
  for (int i = 0; i < 33; ++i) ones += "1, ";
  refused(with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (" + ones + "), }", "1"),
          "33 dimensions, 32 at most");
  const std::string good = npy_bytes(torch::ones({4}));
  refused("", "not a NumPy");
  refused("PK\x03\x04 some zip file", "not a NumPy");
  refused(good.substr(0, 40), "cut off");
  refused(good.substr(0, good.size() - 1), "the file holds 15");
  refused(good + "x", "the file holds 17");
  refused(
      with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (50000, 50000), }", "1234"),
      "10000000000 bytes");
  refused(with_header(
              "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999999,), }", ""),
          "can't be");
  refused(with_header("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "1234"),
          "dtype '>f4'");
  std::string many;
  for (int i = 0; i < 33; ++i) many += "1,";
  refused(
      with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (" + many + "), }", "1234"),
      "33 dimensions, 32 at most");
  refused(with_header("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "1234"),
          "Fortran");
  refused(with_header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "1234"),
          "dtype");
}

BOOST_AUTO_TEST_SUITE_END()

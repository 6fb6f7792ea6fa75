#include "core/checksum.h"

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(checksum)

BOOST_AUTO_TEST_CASE(checksums_are_those_of_the_xxhash_specification) {
  // XXH3, 64 bits, seed 0: the program `xxhsum -H3` of the package xxhash prints the same.
  BOOST_TEST(checksum_text("") == "2d06800538d394c2");
  BOOST_TEST(Checksum().value() == 0x2d06800538d394c2U);
}

BOOST_AUTO_TEST_CASE(pieces_and_files_have_the_checksum_of_the_whole) {
  const TemporaryFolder folder;
  const std::string bytes(3000000, 'a');
  Checksum pieces;
  for (size_t at = 0; at < bytes.size(); at += 1000) pieces.add(bytes.substr(at, 1000));
  write_whole(folder / "a", bytes);
  BOOST_TEST(pieces.text() == checksum_text(bytes));
  BOOST_TEST(file_checksum(folder / "a") == checksum_text(bytes));
  BOOST_TEST(checksum_text(bytes + "b") != checksum_text(bytes));
}

BOOST_AUTO_TEST_SUITE_END()

#include "records/line_reader.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  LineReader reader(file, uintmax_t{1} << 30);
  std::vector<std::string> lines;
  while (const auto line = reader.next()) lines.emplace_back(*line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_reader)

BOOST_AUTO_TEST_CASE(lines_come_whole_wherever_the_pieces_of_the_file_end) {
  const TemporaryFolder folder;
  std::vector<std::string> written;
  std::string text;
  for (int i = 0; i < 40000; ++i) {
    written.push_back(std::to_string(i) + std::string(static_cast<size_t>(i % 113), 'x'));
    text += written.back() + (i % 2 == 0 ? "\n" : "\r\n");
  }
  BOOST_REQUIRE(text.size() > size_t{2} << 20);  // more than two pieces
  write_whole(folder / "log", text + "half a li");
  BOOST_TEST(lines_of(folder / "log") == written, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_no_lines_and_an_empty_line_is_one) {
  const TemporaryFolder folder;
  write_whole(folder / "log", "");
  BOOST_TEST(lines_of(folder / "log").empty());
  write_whole(folder / "log", "\n\n");
  BOOST_TEST(lines_of(folder / "log").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_line_or_file_without_end_is_refused) {
  const TemporaryFolder folder;
  write_whole(folder / "log", std::string(200000, '\0'));
  BOOST_CHECK_EXCEPTION(lines_of(folder / "log"), UserError, says({"log", "64 KB"}));
  BOOST_CHECK_EXCEPTION(LineReader(folder / "log", 100000), UserError, says({"log", "longer"}));
}

BOOST_AUTO_TEST_SUITE_END()

#include "experiments/comparison/process.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;

namespace {

std::vector<std::string> lines_of(const std::string& script) {
  Process process({"/bin/sh", "-c", script});
  std::vector<std::string> all;
  while (process.open()) {
    wait_for_any({&process}, 1000);
    for (std::string& line : process.lines()) all.push_back(std::move(line));
  }
  BOOST_TEST(process.wait() == 3);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(process)

BOOST_AUTO_TEST_CASE(lines_come_whole_and_the_last_one_needs_no_end) {
  const std::vector<std::string> lines =
      lines_of("printf 'one\\n\\ntw' >&2; sleep 0.1; printf 'o\\nthree' >&2; exit 3");
  const std::vector<std::string> expected{"one", "", "two", "three"};
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_lines_all_come) {
  const auto lines = lines_of("seq 400000 >&2; exit 3");
  BOOST_REQUIRE(lines.size() == 400000);
  for (size_t i = 0; i < lines.size(); ++i) BOOST_REQUIRE(lines[i] == std::to_string(i + 1));
}

BOOST_AUTO_TEST_CASE(of_a_line_without_end_the_first_bytes_are_kept) {
  const auto lines =
      lines_of("head -c 5000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo the end >&2; exit 3");
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[0] == std::string(kLongestLine, 'x'));
  BOOST_TEST(lines[1] == "the end");
}

BOOST_AUTO_TEST_SUITE_END()

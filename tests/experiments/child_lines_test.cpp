#include "experiments/comparison/child_lines.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(child_lines)

BOOST_AUTO_TEST_CASE(progress_and_notes_come_back_as_they_were) {
  const Progress sent{.iteration = 3,
                      .iterations = 7,
                      .d = -0.5,
                      .r = std::numeric_limits<double>::infinity(),
                      .steps_per_second = 1e-7,
                      .seconds_left = std::numeric_limits<double>::quiet_NaN(),
                      .measuring = "mmd2"};
  const auto got = std::get<Progress>(parse_child_line(child_line(sent)));
  BOOST_TEST(got.iteration == 3);
  BOOST_TEST(got.iterations == 7);
  BOOST_TEST(got.d == -0.5);
  BOOST_TEST(std::isnan(got.r));
  BOOST_TEST(got.steps_per_second == 1e-7);
  BOOST_TEST(std::isnan(got.seconds_left));
  BOOST_TEST(got.measuring == "mmd2");
  for (const std::string text : {"", "two\nlines", "{\"progress\": 1}", "iteration 1/2"}) {
    const std::string line = child_line(Note{text});
    BOOST_TEST(line.find('\n') == std::string::npos);
    BOOST_TEST(std::get<Note>(parse_child_line(line)).text == text);
  }
}

BOOST_AUTO_TEST_CASE(everything_else_is_words) {
  for (const std::string line :
       {"coopbench: x: is missing", "", "{", "[1]", "{\"note\": 1}", "{\"progress\": {}}",
        "{\"progress\": {\"iteration\": \"1\"}}", "iteration 1/2, d 0.1"})
    BOOST_TEST(std::get<Words>(parse_child_line(line)).text == line);
  BOOST_TEST(std::get<Words>(parse_child_line("no UTF-8: \xff")).text == "no UTF-8: \\xff");
  BOOST_TEST(std::get<Words>(parse_child_line(std::string(50000, 'x'))).text.size() < 2010);
}

BOOST_AUTO_TEST_SUITE_END()

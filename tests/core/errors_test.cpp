#include "core/errors.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(nearest_finds_typing_errors) {
  const std::vector<std::string> names{"quickstart", "smoke", "toy"};
  BOOST_TEST(nearest("quikstart", names) == "quickstart");
  BOOST_TEST(nearest("smkoe", names) == "smoke");
  BOOST_TEST(nearest("quick", names) == "quickstart");
}

BOOST_AUTO_TEST_CASE(nothing_is_near_a_strange_word) {
  BOOST_TEST(nearest("zebra", {"quickstart", "smoke"}) == "");
  BOOST_TEST(nearest("", {"quickstart"}) == "");
  BOOST_TEST(did_you_mean("zebra", {"quickstart"}) == "");
}

BOOST_AUTO_TEST_CASE(the_nearest_of_several_wins) {
  BOOST_TEST(nearest("noise_scal", {"noise_scales_x", "noise_scale"}) != "");
  BOOST_TEST(nearest("steps", {"step", "stops_at"}) == "step");
}

BOOST_AUTO_TEST_CASE(a_word_of_a_million_letters_is_compared_at_once) {
  const std::string word(1000000, 'x');
  BOOST_TEST(nearest(word, std::vector<std::string>(1000, "quickstart")) == "");
  BOOST_TEST(nearest("quickstart" + word, {"quickstart"}) == "quickstart");
}

BOOST_AUTO_TEST_CASE(a_list_that_is_cut_says_how_much_more_there_is) {
  const std::vector<std::string> names{"a", "b", "c"};
  BOOST_TEST(listed(names) == "a, b, c");
  BOOST_TEST(listed(names, 3) == "a, b, c");
  BOOST_TEST(listed(names, 2) == "a, b and 1 more");
  BOOST_TEST(listed({}, 2) == "");
}

BOOST_AUTO_TEST_SUITE_END()

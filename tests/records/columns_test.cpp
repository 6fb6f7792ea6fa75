#include "records/columns.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(reports_columns)

BOOST_AUTO_TEST_CASE(columns_are_read_by_name) {
  const Columns c = parse_columns("iteration,d\n0,-1.5\n1,2e3\n");
  BOOST_TEST(c.at("d") == std::vector<double>({-1.5, 2000}), boost::test_tools::per_element());
  BOOST_TEST(c.last("iteration") == 1);
  BOOST_TEST(!c.has("r"));
  BOOST_TEST(std::isnan(c.last("r")));
}

BOOST_AUTO_TEST_CASE(empty_and_non_finite_fields_keep_their_row) {
  const Columns c = parse_columns("a,b,c\n1,,nan\n-inf,x,3\n");
  BOOST_TEST(c.at("a").size() == 2u);
  BOOST_TEST(std::isnan(c.at("b")[0]));
  BOOST_TEST(std::isnan(c.at("b")[1]));
  BOOST_TEST(std::isnan(c.at("c")[0]));
  BOOST_TEST((std::isinf(c.at("a")[1]) && c.at("a")[1] < 0));
}

BOOST_AUTO_TEST_CASE(the_first_line_that_is_no_row_or_has_no_number_is_known) {
  const Columns c = parse_columns("a,b\n1,2\n1,x\n3\n1,2,3\n4,0x1\n5,\n");
  BOOST_TEST(c.uneven_line == 4);
  BOOST_TEST(c.odd_line == 3);
  BOOST_TEST(c.lines == 7);
  BOOST_TEST(c.at("a").size() == 4u);
  BOOST_TEST(c.at("b").size() == 4u);
  const Columns whole = parse_columns("a,b\n1,nan\n-inf,\n1e-320,1e308\n");
  BOOST_TEST(whole.uneven_line == 0);
  BOOST_TEST(whole.odd_line == 0);
}

BOOST_AUTO_TEST_CASE(a_half_written_last_row_is_left_out) {
  BOOST_TEST(parse_columns("a,b\n1,2\n3,4").at("a").size() == 1u);
  BOOST_TEST(parse_columns("a,b\n1,2\n3\n").at("a").size() == 1u);
  BOOST_TEST(!parse_columns("a,b\n").has("a"));
  BOOST_TEST(parse_columns("").names.empty());
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/series.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(reports_series)

BOOST_AUTO_TEST_CASE(a_thinned_curve_keeps_every_spike_and_its_order) {
  Series s;
  for (int i = 0; i < 10000; ++i) {
    s.x.push_back(i);
    s.y.push_back(i == 4321 ? 99 : i == 77 ? -99 : 0);
  }
  const Series t = thinned(s, 100);
  BOOST_TEST(t.x.size() <= 100u);
  BOOST_TEST(std::is_sorted(t.x.begin(), t.x.end()));
  for (const auto& [x, y] : {std::pair{4321, 99}, std::pair{77, -99}}) {
    const auto at = std::find(t.x.begin(), t.x.end(), x);
    BOOST_REQUIRE((at != t.x.end()));
    BOOST_TEST(t.y[size_t(at - t.x.begin())] == y);
  }
}

BOOST_AUTO_TEST_CASE(a_short_curve_stays_as_it_is) {
  const Series s{{0, 1, 2}, {5, 4, 3}};
  BOOST_TEST(thinned(s, 3).y == s.y, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_spike_does_not_set_the_range) {
  std::vector<double> values(200);
  for (size_t i = 0; i < values.size(); ++i) values[i] = i % 2 ? 1 : -1;
  values[0] = -1e12;
  values[1] = std::numeric_limits<double>::quiet_NaN();
  const Range range = robust_range(values, 0);
  BOOST_TEST(range.low < -1);
  BOOST_TEST(range.low > -4);
  BOOST_TEST(range.high > 1);
}

BOOST_AUTO_TEST_CASE(the_range_holds_the_value_asked_for) {
  BOOST_TEST(robust_range({5, 6, 7}, 0).low == 0);
  const Range nothing = robust_range({}, 2);
  BOOST_TEST(nothing.low == 1);
  BOOST_TEST(nothing.high == 3);
  const Range flat = robust_range({0, 0}, 0);
  BOOST_TEST(flat.low < flat.high);
}

BOOST_AUTO_TEST_SUITE_END()

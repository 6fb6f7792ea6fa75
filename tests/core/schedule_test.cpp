#include "core/schedule.h"

#include <boost/test/unit_test.hpp>

using namespace coopbench;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(a_schedule_is_constant_unless_it_says_otherwise) {
  BOOST_TEST(Schedule{}.at(0.3, 0) == 0.3);
  BOOST_TEST(Schedule{}.at(0.3, 100000) == 0.3);
  BOOST_TEST(Schedule{}.constant());
}

BOOST_AUTO_TEST_CASE(a_decay_ends_at_the_minimum) {
  const Schedule s{.decay = 0.5, .minimum = 0.02};
  BOOST_TEST(s.at(0.1, 0) == 0.1);
  BOOST_TEST(s.at(0.1, 2) == 0.025);
  BOOST_TEST(s.at(0.1, 3) == 0.02);
  BOOST_TEST(!s.constant());
}

BOOST_AUTO_TEST_CASE(steps_multiply_from_their_iteration_on) {
  const Schedule s{.step_factor = 0.1, .steps = {10, 20}};
  BOOST_TEST(s.at(1, 9) == 1);
  BOOST_TEST(s.at(1, 10) == 0.1, tt::tolerance(1e-12));
  BOOST_TEST(s.at(1, 19) == 0.1, tt::tolerance(1e-12));
  BOOST_TEST(s.at(1, 20) == 0.01, tt::tolerance(1e-12));
}

// cos(pi/3) = 1/2, cos(pi/2) = 0.
BOOST_AUTO_TEST_CASE(a_half_cosine_falls_to_the_minimum_and_stays_there) {
  const Schedule s{.minimum = 0.2, .cosine = 6};
  BOOST_TEST(s.at(1, 0) == 1);
  BOOST_TEST(s.at(1, 2) == 0.2 + 0.8 * 0.75, tt::tolerance(1e-12));
  BOOST_TEST(s.at(1, 3) == 0.2 + 0.8 * 0.5, tt::tolerance(1e-12));
  BOOST_TEST(s.at(1, 6) == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(s.at(1, 60) == 0.2, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

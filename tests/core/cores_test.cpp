#include "core/cores.h"

#include <sched.h>

#include <boost/test/unit_test.hpp>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(core_cores)

BOOST_AUTO_TEST_CASE(a_process_that_may_use_one_core_has_one) {
  cpu_set_t before;
  BOOST_REQUIRE(::sched_getaffinity(0, sizeof(before), &before) == 0);
  BOOST_TEST(cores() == CPU_COUNT(&before));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int i = 0; CPU_COUNT(&one) == 0; ++i)
    if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
  BOOST_REQUIRE(::sched_setaffinity(0, sizeof(one), &one) == 0);
  BOOST_TEST(cores() == 1);
  ::sched_setaffinity(0, sizeof(before), &before);
}

BOOST_AUTO_TEST_SUITE_END()

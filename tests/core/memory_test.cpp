#include "core/memory.h"

#include <c10/util/Exception.h>

#include <boost/test/unit_test.hpp>
#include <new>
#include <stdexcept>

#include "core/errors.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(what_can_not_be_had_is_refused) {
  need_memory(size_t{1} << 20);
  BOOST_CHECK_THROW(need_memory(size_t{1} << 60), Failure);
}

BOOST_AUTO_TEST_CASE(memory_that_ran_out_is_told_from_other_errors) {
  BOOST_TEST(is_out_of_memory(std::bad_alloc()));
  BOOST_TEST(is_out_of_memory(c10::Error("DefaultCPUAllocator: can't allocate memory", nullptr)));
  BOOST_TEST(is_out_of_memory(std::runtime_error("could not create a primitive")));
  BOOST_TEST(!is_out_of_memory(c10::Error("sizes do not match", nullptr)));
  BOOST_TEST(!is_out_of_memory(std::runtime_error("images: must be finite")));
}

BOOST_AUTO_TEST_SUITE_END()

#include "ebm/rewinds.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(rewinds)

// Expected seeds: words(Stream(seed, "rewind", n), 1, 1) of tests/replay/philox.py.
BOOST_AUTO_TEST_CASE(the_seed_after_a_rewind_follows_from_the_first_and_how_often) {
  BOOST_TEST(Rewinds{}.seed_at(3, 0) == 3U);
  BOOST_TEST(Rewinds{{0}}.seed_at(3, 0) == 0x0f52f6f1c103eb44U);
  BOOST_TEST((Rewinds{{0, 5}}.seed_at(3, 9)) == 0xceed13ade0c64416U);
  BOOST_TEST(Rewinds{{0}}.seed_at(0xdeadbeefcafef00d, 0) == 0x09e0eca0ce128646U);
}

BOOST_AUTO_TEST_CASE(an_iteration_has_the_seed_it_was_done_with_last) {
  const Rewinds back{{100, 300, 200}};
  const auto nth = [](std::vector<int64_t> to) {
    return Rewinds{std::move(to)}.seed_at(3, 1'000'000);
  };
  BOOST_TEST(back.seed_at(3, 99) == 3U);
  BOOST_TEST(back.seed_at(3, 100) == nth({0}));
  BOOST_TEST(back.seed_at(3, 199) == nth({0}));
  BOOST_TEST(back.seed_at(3, 200) == nth({0, 0, 0}));
  BOOST_TEST(back.seed_at(3, 300) == nth({0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(words_say_how_often_and_where_to) {
  BOOST_TEST(words_for({{40}}) == "1 time, to iteration 40");
  BOOST_TEST(words_for({{0, 10, 10, 20, 30}}) == "5 times, to iteration 0, 10, 10, 20, 30");
  BOOST_TEST(words_for({{0, 10, 10, 20, 30, 40}}) ==
             "6 times, to iteration 0, 10, 10, 20, 30, ...");
}

BOOST_AUTO_TEST_CASE(what_is_no_list_of_iterations_is_refused) {
  BOOST_TEST(rewinds_of(torch::tensor({4, 7}, torch::kInt64)).to == (std::vector<int64_t>{4, 7}));
  BOOST_CHECK_THROW(rewinds_of(torch::zeros({2})), Failure);
  BOOST_CHECK_THROW(rewinds_of(torch::zeros({2, 2}, torch::kInt64)), Failure);
}

BOOST_AUTO_TEST_SUITE_END()

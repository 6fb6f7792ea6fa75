#include "core/stream.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <set>

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(stream)

// Known answers of Philox 4x32-10 from the Random123 distribution (kat_vectors): counter, key,
// result.
BOOST_AUTO_TEST_CASE(words_are_those_of_philox_4x32_10) {
  const auto zero = words({.seed = 0, .purpose = Purpose::batch, .iteration = 0}, 0, 0, 0);
  BOOST_TEST(zero[0] == 0x6627e8d5U);
  BOOST_TEST(zero[1] == 0xe169c58dU);
  BOOST_TEST(zero[2] == 0xbc57ac4cU);
  BOOST_TEST(zero[3] == 0x9b00dbd8U);
  using Words = std::array<uint32_t, 4>;
  const auto ones =
      words({.seed = ~uint64_t{0}, .purpose = static_cast<Purpose>(0xff), .iteration = 0xffffffff},
            0xffffffff, 0xffffff, 0xffffffff);
  BOOST_TEST((ones == Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
  // Digits of pi: each word of counter and key is another, so that none can be swapped.
  const auto pi = words(
      {.seed = 0x299f31d0a4093822U, .purpose = static_cast<Purpose>(0x03), .iteration = 0x13198a2e},
      0x85a308d3, 0x707344, 0x243f6a88);
  BOOST_TEST((pi == Words{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

BOOST_AUTO_TEST_CASE(no_two_purposes_or_uses_share_a_counter) {
  // The place of each field in the counter is its own: no value of one can reach the bits of
  // another.
  std::set<std::array<uint32_t, 4>> seen;
  int64_t count = 0;
  for (int code = 0; code < purposes * uses; ++code)
    for (const int64_t iteration : {int64_t{0}, int64_t{1}, (int64_t{1} << 32) - 1})
      for (const int64_t chain : {int64_t{0}, int64_t{1}, (int64_t{1} << 32) - 1})
        for (const int64_t step : {0, 1, (1 << 24) - 1})
          for (const int64_t index : {int64_t{0}, int64_t{1}, (int64_t{1} << 32) - 1}) {
            const int purpose = code % purposes, use = code / purposes;
            const Stream stream{.seed = 7,
                                .purpose = static_cast<Purpose>(purpose),
                                .iteration = iteration,
                                .use = static_cast<Use>(use)};
            const auto place = counter(stream, chain, step, index);
            BOOST_TEST((place[3] >> 24) == static_cast<uint32_t>(purpose + 32 * use));
            BOOST_TEST((place[3] & 0xffffffU) == static_cast<uint32_t>(step));
            seen.insert(place);
            ++count;
          }
  BOOST_TEST(static_cast<int64_t>(seen.size()) == count);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_the_counter_is_refused) {
  BOOST_CHECK_THROW(counter({}, int64_t{1} << 32, 0, 0), std::out_of_range);
  BOOST_CHECK_THROW(counter({}, 0, 1 << 24, 0), std::out_of_range);
  BOOST_CHECK_THROW(counter({.iteration = -1}, 0, 0, 0), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(rows_do_not_depend_on_how_many_are_drawn_or_where_a_part_begins) {
  const Stream stream{.seed = 3, .purpose = Purpose::step, .iteration = 5};
  const auto all = normal(stream, {10, 1, 3, 3}, 2);
  Stream part = stream;
  part.first_chain = 4;
  BOOST_TEST(torch::equal(all.slice(0, 4, 7), normal(part, {3, 1, 3, 3}, 2)));
  BOOST_TEST(!torch::equal(all, normal(stream, {10, 1, 3, 3}, 3)));
  BOOST_TEST(
      !torch::equal(uniform(stream, {4, 4}, 0, 1),
                    uniform({.seed = 4, .purpose = Purpose::step, .iteration = 5}, {4, 4}, 0, 1)));
}

BOOST_AUTO_TEST_CASE(uniform_numbers_have_the_right_moments) {
  const auto x = uniform({.seed = 1}, {1000, 100}, -1, 1).to(torch::kFloat64);
  // 100 000 numbers: standard error of the mean 0.0018, of the mean square 0.00094.
  BOOST_TEST(std::abs(x.mean().item<double>()) < 4 * 0.0018);
  BOOST_TEST(std::abs(x.square().mean().item<double>() - 1.0 / 3) < 4 * 0.00094);
  BOOST_TEST(x.min().item<double>() >= -1);
  BOOST_TEST(x.max().item<double>() <= 1);
}

BOOST_AUTO_TEST_CASE(normal_numbers_have_the_right_moments_and_no_correlation) {
  const auto x = normal({.seed = 1}, {1000, 100}).to(torch::kFloat64);
  const auto moment = [&](int power) { return x.pow(power).mean().item<double>(); };
  const double n = 100000;
  BOOST_TEST(std::abs(moment(1)) < 4 * std::sqrt(1 / n));
  BOOST_TEST(std::abs(moment(2) - 1) < 4 * std::sqrt(2 / n));
  BOOST_TEST(std::abs(moment(3)) < 4 * std::sqrt(15 / n));
  BOOST_TEST(std::abs(moment(4) - 3) < 4 * std::sqrt(96 / n));
  const auto neighbours = (x.slice(1, 0, 99) * x.slice(1, 1, 100)).mean().item<double>();
  BOOST_TEST(std::abs(neighbours) < 4 * std::sqrt(1 / 99000.0));
  const auto chains = (x.slice(0, 0, 999) * x.slice(0, 1, 1000)).mean().item<double>();
  BOOST_TEST(std::abs(chains) < 4 * std::sqrt(1 / 99900.0));
}

BOOST_AUTO_TEST_CASE(distinct_rows_are_distinct_and_each_is_as_likely) {
  std::vector<int64_t> hits(10, 0);
  for (int64_t i = 0; i < 5000; ++i) {
    const auto rows = distinct({.seed = 9, .purpose = Purpose::batch, .iteration = i}, 10, 4);
    std::set<int64_t> different;
    for (int64_t j = 0; j < 4; ++j) {
      const auto row = rows[j].item<int64_t>();
      BOOST_REQUIRE(row >= 0 && row < 10);
      different.insert(row);
      ++hits[static_cast<size_t>(row)];
    }
    BOOST_REQUIRE(different.size() == 4U);
  }
  // Each row is in a draw with probability 0.4: 2000 hits, standard deviation 34.6.
  for (const int64_t count : hits)
    BOOST_TEST(std::abs(static_cast<double>(count) - 2000) < 4 * 34.6);
  BOOST_CHECK_THROW(distinct({}, 3, 4), std::invalid_argument);
  BOOST_TEST(std::get<0>(distinct({}, 5, 5).sort()).equal(torch::arange(5)));
}

BOOST_AUTO_TEST_SUITE_END()

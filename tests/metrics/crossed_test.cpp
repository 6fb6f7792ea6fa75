#include "metrics/crossed.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

/// Seeds and blocks with effects of these standard deviations, and their interaction.
SeedsByBlocks simulated(std::mt19937_64& bits, size_t seeds, size_t blocks, double of_seeds,
                        double of_blocks, double interaction) {
  std::normal_distribution<double> normal;
  std::vector<double> block(blocks);
  for (double& effect : block) effect = of_blocks * normal(bits);
  SeedsByBlocks values(seeds, std::vector<double>(blocks));
  for (auto& row : values) {
    const double seed = of_seeds * normal(bits);
    for (size_t b = 0; b < blocks; ++b) row[b] = 3 + seed + block[b] + interaction * normal(bits);
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crossed)

// Seeds' means 2 and 5, blocks' means 3 and 4: variance of the mean 4.5 / 2 + 0.5 / 2, t of one
// degree of freedom 12.7062.
BOOST_AUTO_TEST_CASE(the_interval_adds_the_variances_of_seeds_and_of_blocks) {
  const Crossed found = over_seeds_and_blocks({{1, 3}, {5, 5}});
  BOOST_TEST(found.mean == 3.5);
  BOOST_TEST(found.high - found.mean == 12.706204736 * std::sqrt(2.5), tt::tolerance(1e-8));
  BOOST_TEST(found.mean - found.low == found.high - found.mean, tt::tolerance(1e-12));
  BOOST_TEST(found.block_sd == std::sqrt(0.5), tt::tolerance(1e-12));
  BOOST_TEST(found.seeds == 2);
  BOOST_TEST(found.blocks == 2);
}

BOOST_AUTO_TEST_CASE(one_block_leaves_the_seeds_and_one_seed_says_nothing) {
  // As over_seeds({0.002, 0.007}).
  const Crossed one = over_seeds_and_blocks({{0.002}, {0.007}});
  BOOST_TEST(one.low == -0.027265511840, tt::tolerance(1e-9));
  BOOST_TEST(one.block_sd == 0);
  BOOST_TEST(std::isinf(over_seeds_and_blocks({{1, 2, 3}}).high));
}

// 95 % of 1000 is 950, standard deviation 6.9. Where seeds or blocks dominate it holds its level;
// where only their interaction varies the variance is counted twice, which covers more.
BOOST_AUTO_TEST_CASE(it_covers_whatever_varies) {
  struct Case {
    const char* what;
    double seeds, blocks, interaction;
    int least, most;
  };
  for (const Case& one : {Case{"seeds", 1, 0.1, 0.1, 930, 1000},
                          {"blocks", 0.1, 1, 0.1, 930, 1000},
                          {"interaction", 0.01, 0.01, 1, 985, 1000}}) {
    std::mt19937_64 bits(3);
    int covered = 0;
    for (int i = 0; i < 1000; ++i) {
      const Crossed found =
          over_seeds_and_blocks(simulated(bits, 7, 5, one.seeds, one.blocks, one.interaction));
      covered += found.low <= 3 && 3 <= found.high;
    }
    BOOST_TEST_MESSAGE(one.what << " covered " << covered << " of 1000");
    BOOST_TEST(covered >= one.least, one.what << " " << covered);
    BOOST_TEST(covered <= one.most, one.what << " " << covered);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_refused) {
  BOOST_CHECK_THROW(over_seeds_and_blocks({}), std::invalid_argument);
  BOOST_CHECK_THROW(over_seeds_and_blocks({{}}), std::invalid_argument);
  BOOST_CHECK_THROW(over_seeds_and_blocks({{1, 2}, {1}}), std::invalid_argument);
  BOOST_CHECK_THROW(over_seeds_and_blocks({{1, std::nan("")}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

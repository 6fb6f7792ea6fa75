#include "metrics/decision.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

using namespace coopbench;

namespace {

/// Seeds that each have these values on one block.
SeedsByBlocks seeds(const std::vector<double>& values) {
  SeedsByBlocks rows;
  for (const double value : values) rows.push_back({value});
  return rows;
}

/// Seven seeds about `mean` that all have its sign.
SeedsByBlocks clear(double mean) {
  return seeds({0.7 * mean, 0.8 * mean, 0.9 * mean, mean, 1.1 * mean, 1.2 * mean, 1.3 * mean});
}
SeedsByBlocks even() { return seeds({-0.3, 0.2, -0.1, 0.15, -0.2, 0.3, -0.05}); }

Decision of(const std::vector<MetricDifference>& metrics) { return decide({metrics})[0]; }

/// Three methods of equal seeds, or the first better by `shift` standard deviations, by one metric:
/// the pairs' differences over seven seeds and five blocks.
std::vector<std::vector<MetricDifference>> comparison(std::mt19937_64& bits, double shift) {
  std::normal_distribution<double> normal;
  constexpr size_t kSeeds = 7, kBlocks = 5;
  std::vector<SeedsByBlocks> methods(3, SeedsByBlocks(kSeeds, std::vector<double>(kBlocks)));
  for (size_t m = 0; m < 3; ++m)
    for (auto& row : methods[m]) {
      const double seed = normal(bits) - (m == 0 ? shift * std::sqrt(2.0) : 0);
      for (double& value : row) value = seed + 0.01 * normal(bits);
    }
  std::vector<std::vector<MetricDifference>> pairs;
  for (size_t a = 0; a < 3; ++a)
    for (size_t b = a + 1; b < 3; ++b) {
      SeedsByBlocks difference = methods[a];
      for (size_t s = 0; s < kSeeds; ++s)
        for (size_t k = 0; k < kBlocks; ++k) difference[s][k] -= methods[b][s][k];
      pairs.push_back({{"mmd2", true, difference}});
    }
  return pairs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision)

BOOST_AUTO_TEST_CASE(better_means_by_every_metric) {
  BOOST_TEST((of({{"mmd2", true, clear(-1)}, {"coverage", false, clear(0.2)}}).conclusion ==
              Conclusion::first));
  BOOST_TEST((of({{"mmd2", true, clear(1)}, {"coverage", false, clear(-0.2)}}).conclusion ==
              Conclusion::second));
  const Decision split = of({{"mmd2", true, clear(-1)}, {"coverage", false, clear(-0.2)}});
  BOOST_TEST((split.conclusion == Conclusion::disagree));
  BOOST_TEST(split.evidence[0].better == 1);
  BOOST_TEST(split.evidence[1].better == -1);
  BOOST_TEST((of({{"mmd2", true, clear(-1)}, {"coverage", false, even()}}).conclusion ==
              Conclusion::partly));
  BOOST_TEST((of({{"mmd2", true, even()}, {"coverage", false, even()}}).conclusion ==
              Conclusion::undecided));
}

BOOST_AUTO_TEST_CASE(a_metric_without_values_decides_nothing) {
  const Decision found = of({{"mmd2", true, clear(-1)}, {"long", true, {}}});
  BOOST_TEST((found.conclusion == Conclusion::partly));
  BOOST_TEST(found.evidence[1].better == 0);
  BOOST_TEST(found.evidence[1].p_value == 1);
  BOOST_TEST((of({{"long", true, {}}}).conclusion == Conclusion::too_few));
}

// Sign flips: all seven of one sign 2 / 128, three pairs by Holm 3 times that.
BOOST_AUTO_TEST_CASE(the_least_p_follows_from_seeds_and_pairs) {
  BOOST_TEST(least_p(7, 3) == 6.0 / 128);
  BOOST_TEST(least_p(5, 1) == 0.0625);
  BOOST_TEST(least_p(5, 3) == 0.1875);
  BOOST_TEST(seeds_needed(1) == 6);
  BOOST_TEST(seeds_needed(3) == 7);
  BOOST_TEST(of({{"mmd2", true, clear(-1)}}).evidence[0].p_value == 2.0 / 128);
  const std::vector<MetricDifference> five{{"mmd2", true, seeds({-1, -1, -1.1, -1.2, -1.3})}};
  const Decision few = of(five);
  BOOST_TEST((few.conclusion == Conclusion::too_few));
  BOOST_TEST(few.evidence[0].better == 0);
  BOOST_TEST(std::isinf(few.evidence[0].detectable));
}

// Of one pair 0.05 of 128 patterns are 6: 3 on either side.
BOOST_AUTO_TEST_CASE(holm_goes_over_the_pairs_of_a_metric) {
  const auto pairs = decide({{{"mmd2", true, clear(-1)}},
                             {{"mmd2", true, seeds({-1, -1, -1, -1, -1, -1, 0.1})}},
                             {{"mmd2", true, even()}}});
  BOOST_TEST(pairs[0].evidence[0].adjusted == 3 * 2.0 / 128);
  BOOST_TEST(pairs[1].evidence[0].adjusted == 2 * 4.0 / 128);
  BOOST_TEST((pairs[0].conclusion == Conclusion::first));
  BOOST_TEST((pairs[1].conclusion == Conclusion::undecided));
}

// Seven seeds and three pairs ask for seven equal signs: with the chance Phi(x)^7, which is 0.8 at
// x = 1.861.
BOOST_AUTO_TEST_CASE(what_can_be_detected_has_a_closed_form_for_the_extreme_pattern) {
  BOOST_TEST(std::abs(detectable(7, 3) - 1.861) < 0.08);
  BOOST_TEST(std::isinf(detectable(6, 3)));
  BOOST_TEST(detectable(10, 3) < detectable(8, 3));
  // Student's t with 11 - 1 degrees of freedom at 5 %: about (2.23 + 0.84) / sqrt(11).
  BOOST_TEST(std::abs(detectable(11, 1) - 0.926) < 0.03);
}

// Twenty in a hundred and more would be a sign of a test that does not hold its level: at most 5 %
// of comparisons without a difference say that there is one, 10 of 200 and four standard deviations
// of 3.1 would be 22; 16 is the bound that the report promises.
BOOST_AUTO_TEST_CASE(without_a_difference_few_comparisons_say_that_one_is_better) {
  std::mt19937_64 bits(11);
  int said = 0;
  for (int i = 0; i < 200; ++i) {
    bool any = false;
    for (const Decision& pair : decide(comparison(bits, 0)))
      any = any || pair.conclusion == Conclusion::first || pair.conclusion == Conclusion::second;
    said += any;
  }
  BOOST_TEST_MESSAGE("without a difference " << said << " of 200 say that one is better");
  BOOST_TEST(said <= 16);
}

// A shift of two standard deviations of the differences is found with the chance Phi(2)^7 = 0.851:
// of 200 170, standard deviation 5.
BOOST_AUTO_TEST_CASE(a_difference_of_two_standard_deviations_is_found_as_often_as_stated) {
  std::mt19937_64 bits(12);
  int found = 0;
  for (int i = 0; i < 200; ++i)
    found += decide(comparison(bits, 2))[0].conclusion == Conclusion::first;
  BOOST_TEST_MESSAGE("a difference of 2 is found in " << found << " of 200");
  BOOST_TEST(std::abs(found - 170) < 20);
}

BOOST_AUTO_TEST_SUITE_END()

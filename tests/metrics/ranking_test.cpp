#include "metrics/ranking.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>

#include "core/stream.h"
#include "metrics/series.h"

using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

using Series = std::vector<double>;

Series noise(int64_t n, uint64_t seed, double mean = 0, double scale = 1) {
  Series series =
      numbers("noise", normal({.seed = seed, .purpose = Purpose::known_law}, {1, n})[0]);
  for (double& v : series) v = mean + scale * v;
  return series;
}

Series negated(Series values) {
  for (double& v : values) v = -v;
  return values;
}

void refuses(const std::function<void()>& call, const std::string& words) {
  BOOST_CHECK_EXCEPTION(call(), std::invalid_argument, [&](const std::invalid_argument& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(words) != std::string::npos;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ranking)

BOOST_AUTO_TEST_CASE(auroc_is_the_share_of_pairs_in_order) {
  BOOST_TEST(auroc({1, 2}, {0, 1.5}).estimate == 0.75);
  BOOST_TEST(auroc({1, 1}, {1, 0}).estimate == 0.75);
  BOOST_TEST(auroc({0, 1}, {2, 3}).estimate == 0);
  BOOST_TEST(auroc({0, 1, 2}, {0, 1, 2}).estimate == 0.5);
}

BOOST_AUTO_TEST_CASE(auroc_knows_no_order_no_units_and_two_sides) {
  Series x = noise(80, 1, 0.5), y = noise(130, 2);
  const Estimate found = auroc(x, y), swapped = auroc(y, x),
                 mirrored = auroc(negated(y), negated(x));
  BOOST_TEST(swapped.estimate == 1 - found.estimate, tt::tolerance(1e-12));
  BOOST_TEST(swapped.low == 1 - found.high, tt::tolerance(1e-12));
  BOOST_TEST(mirrored.estimate == found.estimate, tt::tolerance(1e-12));
  BOOST_TEST(mirrored.low == found.low, tt::tolerance(1e-12));
  std::reverse(x.begin(), x.end());
  BOOST_TEST(auroc(x, y).estimate == found.estimate, tt::tolerance(1e-12));
  for (Series* series : {&x, &y})
    for (double& v : *series) v = std::exp(3 * v) - 7;
  BOOST_TEST(auroc(x, y).estimate == found.estimate, tt::tolerance(1e-12));
  BOOST_TEST(auroc(x, y).high == found.high, tt::tolerance(1e-12));
}

// Two unit normals a apart: Phi(a / sqrt 2). 1000 intervals of 95 %: the share is within 0.028, 4
// standard deviations, of what it is.
BOOST_AUTO_TEST_CASE(auroc_of_normals_is_covered_by_its_interval) {
  const double truth = std::erfc(-0.8 / 2) / 2;
  int covered = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    const Estimate found = auroc(noise(100, 2 * i, 0.8), noise(150, 2 * i + 1));
    covered += found.low <= truth && truth <= found.high ? 1 : 0;
  }
  BOOST_TEST(std::abs(covered / 1000.0 - 0.95) < 0.035);
}

BOOST_AUTO_TEST_CASE(interval_of_the_auroc_stays_within_its_range) {
  const Estimate near = auroc({3, 4, 5, 1.5}, {0, 1, 2});
  BOOST_TEST(near.estimate < 1);
  BOOST_TEST(near.high == 1);
  const Estimate complete = auroc({3, 4}, {0, 1});
  BOOST_TEST(complete.low == 1);
  BOOST_TEST(complete.high == 1);
}

BOOST_AUTO_TEST_CASE(bad_scores_are_refused) {
  refuses([] { auroc({1}, {0, 1}); }, "positives: 1 values");
  refuses([] { auroc({1, 2}, {}); }, "negatives: 0 values");
  refuses([] { auroc({1, 2}, {0, std::nan("")}); }, "negatives: value 1 of 2");
  refuses([] { auroc({2, 2}, {2, 2, 2}); }, "all scores of both series are 2");
}

BOOST_AUTO_TEST_CASE(energy_gap_turns_with_its_arguments_and_ignores_a_shift) {
  const Series train = noise(50, 3, -0.4), held_out = noise(90, 4, 0, 2);
  const Measured found = energy_gap(train, held_out), swapped = energy_gap(held_out, train);
  BOOST_TEST(found.estimate == -swapped.estimate);
  BOOST_TEST(found.interval->low == -swapped.interval->high, tt::tolerance(1e-12));
  BOOST_TEST(*found.p_value == *swapped.p_value, tt::tolerance(1e-12));
  const Measured moved = energy_gap(noise(50, 3, 5 - 0.4), noise(90, 4, 5, 2));
  BOOST_TEST(moved.estimate == found.estimate, tt::tolerance(1e-9));
  BOOST_TEST(*moved.p_value == *found.p_value, tt::tolerance(1e-9));
}

// Of 2000 tests at 5 % without a gap 100 reject, standard deviation 9.7: within 40.
BOOST_AUTO_TEST_CASE(energy_gap_keeps_its_level_with_other_variances) {
  int rejected = 0, covered = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    const Measured found = energy_gap(noise(12, 2 * i, 1), noise(40, 2 * i + 1, 1, 4));
    rejected += *found.p_value <= 0.05 ? 1 : 0;
    covered += found.interval->low <= 0 && 0 <= found.interval->high ? 1 : 0;
  }
  BOOST_TEST(std::abs(rejected - 100) < 40);
  BOOST_TEST(covered == 2000 - rejected);
}

// Of the 20 ways to part 0, 0, 0, 1, 1, 1 two are as far apart as these: p = 0.1.
BOOST_AUTO_TEST_CASE(energy_gap_by_permutations_is_exact) {
  const Measured found = energy_gap({0, 1e-9, 2e-9}, {1, 1 + 1e-9, 1 + 2e-9}, 20000, 1);
  BOOST_TEST(std::abs(*found.p_value - 0.1) < 4 * std::sqrt(0.1 * 0.9 / 20000));
  BOOST_TEST(found.details.at("welch_p").get<double>() < 0.001);
  int rejected = 0;
  for (uint64_t i = 0; i < 500; ++i)
    rejected += *energy_gap(noise(12, 2 * i, 1), noise(40, 2 * i + 1, 1), 199, i).p_value <= 0.05;
  BOOST_TEST(std::abs(rejected - 25) < 20);  // standard deviation 4.9
}

BOOST_AUTO_TEST_CASE(bad_energies_are_refused) {
  refuses([] { energy_gap({1}, {0, 1}); }, "train_energies: 1 values");
  refuses([] { energy_gap({1, 2}, {1}); }, "held_out_energies: 1 values");
  refuses([] { energy_gap({1, std::nan("")}, {1, 2}); }, "train_energies: value 1 of 2");
  refuses([] { energy_gap({0.1, 0.1, 0.1}, {2, 2}); }, "both series are constant");
}

BOOST_AUTO_TEST_SUITE_END()

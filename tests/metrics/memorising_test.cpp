#include "metrics/memorising.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "metrics/fixture.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

Measured found(const Tensor& generated, const Tensor& train, const Tensor& held_out,
               int64_t permutations = 99, uint64_t seed = 0) {
  return memorising(generated, train, held_out, permutations, seed, two_workers());
}

double noted(const Measured& measured, const std::string& name) {
  return measured.details.at(name).get<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memorising_rows)

BOOST_AUTO_TEST_CASE(copies_of_training_rows_are_found) {
  const Tensor train = gaussian(1, 1200, 6), held_out = gaussian(2, 600, 6);
  const Measured even = found(train.slice(0, 0, 1200, 2), train, held_out, 999);
  BOOST_TEST(even.estimate == 1);
  BOOST_TEST(noted(even, "copies") == 1);
  BOOST_TEST(noted(even, "mean_distance_train") == 0);
  BOOST_TEST(noted(even, "mean_distance_held_out") > 0.1);
  BOOST_TEST(noted(even, "rows_compared") == 600);
  BOOST_TEST(*even.p_value == 0.001, tt::tolerance(1e-12));
  BOOST_TEST(even.interval->high == 1);
  BOOST_TEST(even.interval->low > 0.99);
  // Copies of rows that the cut leaves out count too.
  BOOST_TEST(noted(found(train.slice(0, 1, 1200, 2), train, held_out), "copies") == 1);
  BOOST_TEST(noted(found(train + 0.1, train, held_out), "copies") == 0);
  BOOST_TEST(
      *found(train.slice(0, 0, 300) + 0.05, train.slice(0, 0, 600), held_out).p_value == 0.01,
      tt::tolerance(1e-12));
}

// With 30 rows of each set and 1000 generated rows the draw of the sets matters most. Of 200
// p-values 10 are expected at or below 0.05, standard deviation 3.1; the binomial law has far more.
BOOST_AUTO_TEST_CASE(without_memorising_the_p_value_holds_its_level) {
  int low = 0, high = 0, binomial = 0;
  double mean = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Measured one = found(gaussian(1000 + seed, 1000, 4), gaussian(2000 + seed, 30, 4),
                               gaussian(3000 + seed, 30, 4), 99, seed);
    low += *one.p_value <= 0.05 ? 1 : 0;
    high += *one.p_value > 0.95 ? 1 : 0;
    binomial += noted(one, "binomial_p") <= 0.05 ? 1 : 0;
    mean += one.estimate / 200;
  }
  BOOST_TEST(low >= 1);
  BOOST_TEST(low <= 23);
  BOOST_TEST(high >= 1);
  BOOST_TEST(high <= 23);
  BOOST_TEST(binomial > 30);
  BOOST_TEST(std::abs(mean - 0.5) < 0.04);  // standard error about 0.007
}

BOOST_AUTO_TEST_CASE(sizes_of_the_sets_do_not_matter) {
  const Tensor generated = gaussian(3, 2000, 5), many = gaussian(4, 3000, 5),
               few = gaussian(5, 300, 5);
  BOOST_TEST(std::abs(found(generated, many, few).estimate - 0.5) < 0.15);
  BOOST_TEST(found(generated, many, few).estimate == 1 - found(generated, few, many).estimate,
             tt::tolerance(1e-12));
  BOOST_TEST(found(generated, many.slice(0, 0, 3000, 10), few).estimate ==
             found(generated, many, few).estimate);
}

BOOST_AUTO_TEST_CASE(ties_count_half) {
  const auto column = [](const std::vector<double>& values) {
    return torch::tensor(values, torch::kFloat64).unsqueeze(1);
  };
  const Measured one = found(column({0, 10, 20, 30}), column({0, 10, 29}), column({0, 19, 40}));
  BOOST_TEST(one.estimate == 0.625);  // tie, train, held-out, train
  BOOST_TEST(noted(one, "ties") == 1);
  BOOST_TEST(noted(one, "copies") == 0.5);
  BOOST_TEST(noted(one, "mean_distance_train") == 2.5);
  BOOST_TEST(noted(one, "mean_distance_held_out") == 5);
}

BOOST_AUTO_TEST_CASE(order_of_generated_rows_place_scale_and_threads_do_not_matter) {
  const Tensor x = gaussian(6, 700, 3), t = gaussian(7, 530, 3), h = gaussian(8, 600, 3);
  const Measured one = found(x, t, h);
  for (const Measured& other :
       {memorising(x, t, h, 99, 0, one_worker()), found(shuffled(x, 1), t, h),
        found(x * 1e3 + 7, t * 1e3 + 7, h * 1e3 + 7)}) {
    BOOST_TEST(one.estimate == other.estimate);
    BOOST_TEST(*one.p_value == *other.p_value);
    BOOST_TEST(one.interval->low == other.interval->low);
  }
  BOOST_TEST(!found(x, t, h, 0).p_value.has_value());
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor x = gaussian(9, 8, 3), t = gaussian(10, 6, 3), h = gaussian(11, 5, 3);
  Tensor bad = t.clone();
  bad[4][1] = std::numeric_limits<double>::quiet_NaN();
  const auto said = [](const Tensor& a, const Tensor& b, const Tensor& c,
                       int64_t permutations = 9) {
    return refusal([&] { found(a, b, c, permutations); });
  };
  BOOST_TEST(mentions(said(x, t, t), {"held_out", "equally near", "same rows"}));
  BOOST_TEST(mentions(said(x, t, h.slice(1, 0, 2)), {"held_out", "[5, 2]", "train, [6, 3]"}));
  BOOST_TEST(mentions(said(x.slice(1, 0, 2), t, h), {"generated", "[8, 2]", "train, [6, 3]"}));
  BOOST_TEST(mentions(said(bad, t, h), {"generated: row 4 "}));
  BOOST_TEST(mentions(said(x, bad, h), {"train: row 4 "}));
  BOOST_TEST(mentions(said(x, t, bad), {"held_out: row 4 "}));
  BOOST_TEST(mentions(said(x, t, h, -1), {"permutations: -1"}));
}

BOOST_AUTO_TEST_SUITE_END()

#include "metrics/mmd.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "metrics/fixture.h"
#include "metrics/width.h"

using torch::Tensor;
using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

// Data A: the integers 0..47 as 16 rows of 3.
Tensor data_a() { return torch::arange(48, torch::kFloat64).reshape({16, 3}); }
Tensor real_p() { return data_a().slice(0, 0, 8) / 23; }
Tensor generated_q() { return data_a().slice(0, 8, 16) / 47; }

// As `scrambled` of tests/goldens/metrics_mmd.py.
Tensor scrambled(int64_t rows, int64_t columns, int64_t factor) {
  const Tensor counter = torch::arange(rows * columns, torch::kInt64);
  return (counter * factor).remainder(1009).to(torch::kFloat64).div(1009).reshape({rows, columns});
}

class Gaussian {
 public:
  explicit Gaussian(uint64_t seed) : bits_(seed) {}
  Tensor operator()(int64_t rows, int64_t columns, double shift = 0) {
    Tensor x = torch::empty({rows, columns}, torch::kFloat64);
    for (int64_t i = 0; i < x.numel(); ++i) x.data_ptr<double>()[i] = normal_(bits_);
    x.select(1, 0) += shift;
    return x;
  }

 private:
  std::mt19937_64 bits_;
  std::normal_distribution<double> normal_;
};

double mmd2_unbiased(const Tensor& x, const Tensor& y, double h) {
  return mmd2(x, y, rbf_kernel({h}), Estimator::unbiased, two_workers());
}

Estimate mmd2_interval(const Tensor& x, const Tensor& y, double h, double level = 0.95) {
  const KernelSums sums = kernel_sums(x, y, rbf_kernel({h}), 3, two_workers());
  const Interval interval = mmd2_interval(sums, level);
  return {mmd2(sums, Estimator::unbiased), interval.low, interval.high};
}

double direct_mmd2(const Tensor& x, const Tensor& y, double h) {
  const auto mean_kernel = [h](const Tensor& a, const Tensor& b, bool same) {
    const int64_t columns = a.size(1);
    const double *p = a.data_ptr<double>(), *q = b.data_ptr<double>();
    double sum = 0;
    int64_t pairs = 0;
    for (int64_t i = 0; i < a.size(0); ++i)
      for (int64_t j = 0; j < b.size(0); ++j) {
        if (same && i == j) continue;
        double square = 0;
        for (int64_t c = 0; c < columns; ++c)
          square += std::pow(p[i * columns + c] - q[j * columns + c], 2);
        sum += std::exp(-square / (2 * h * h));
        ++pairs;
      }
    return sum / static_cast<double>(pairs);
  };
  return mean_kernel(x, x, true) + mean_kernel(y, y, true) - 2 * mean_kernel(x, y, false);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mmd)

BOOST_AUTO_TEST_CASE(data_a_has_its_golden_values) {
  BOOST_TEST(mmd2_unbiased(generated_q(), real_p(), 2) == 0.033600235840, tt::tolerance(1e-9));
  const double h = median_distance(real_p());
  BOOST_TEST(h == 0.677759011657, tt::tolerance(1e-11));
  BOOST_TEST(mmd2_unbiased(generated_q(), real_p(), h) == 0.148196403306, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(several_blocks_give_the_golden_values) {
  const Tensor generated = scrambled(700, 5, 7919), real = scrambled(1100, 5, 104729).square();
  const double h = median_distance(real);
  BOOST_TEST(h == 0.986166786163, tt::tolerance(1e-11));
  BOOST_TEST(mmd2_unbiased(generated, real, h) == 0.091502802570, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(jackknife_is_that_of_leaving_out_each_row) {
  const Tensor generated = scrambled(60, 5, 7919), real = scrambled(45, 5, 104729).square();
  const Estimate e = mmd2_interval(generated, real, 0.5);
  BOOST_TEST(e.estimate == 0.112941151866, tt::tolerance(1e-10));
  const double half_width = 1.959963984540054 * 0.022165217411;
  BOOST_TEST(e.high - e.estimate == half_width, tt::tolerance(1e-9));
  BOOST_TEST(e.estimate - e.low == half_width, tt::tolerance(1e-9));
  const Estimate a = mmd2_interval(generated_q(), real_p(), 2);
  BOOST_TEST(a.low == -0.051941001049, tt::tolerance(1e-9));
  BOOST_TEST(a.high == 0.119141472730, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(blocks_equal_the_direct_formula) {
  Gaussian gaussian(1);
  for (const auto& [m, n] : {std::pair{2, 2}, {511, 513}, {513, 1030}}) {
    const Tensor x = gaussian(m, 3, 0.5), y = gaussian(n, 3);
    BOOST_TEST(mmd2_unbiased(x, y, 1.3) == direct_mmd2(x, y, 1.3), tt::tolerance(1e-10));
    BOOST_TEST(mmd2_unbiased(x, y, 1.3) == mmd2_unbiased(y, x, 1.3), tt::tolerance(1e-10));
  }
}

BOOST_AUTO_TEST_CASE(order_of_rows_does_not_matter) {
  Gaussian gaussian(2);
  const Tensor x = gaussian(700, 4, 1), y = gaussian(600, 4);
  const Estimate e = mmd2_interval(x, y, 2), turned = mmd2_interval(x.flip(0), y.roll(77, 0), 2);
  BOOST_TEST(e.estimate == turned.estimate, tt::tolerance(1e-10));
  BOOST_TEST(e.low == turned.low, tt::tolerance(1e-10));
  BOOST_TEST(median_distance(y) == median_distance(y.roll(77, 0)), tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(same_call_gives_the_same_bits_and_float_is_near_double) {
  Gaussian gaussian(3);
  const Tensor x = gaussian(600, 4, 1).to(torch::kFloat32),
               y = gaussian(520, 4).to(torch::kFloat32);
  BOOST_TEST(mmd2_unbiased(x, y, 2) == mmd2_unbiased(x, y, 2));
  BOOST_TEST(
      mmd2_unbiased(x, y, 2) == mmd2_unbiased(x.to(torch::kFloat64), y.to(torch::kFloat64), 2),
      tt::tolerance(1e-6));
  BOOST_TEST(mmd2_unbiased(x, y, 2) == mmd2_interval(x, y, 2).estimate);
}

BOOST_AUTO_TEST_CASE(distance_from_the_origin_costs_no_accuracy) {
  // Offset and coordinates are multiples of 2^-10: their sum is exact.
  const Tensor x = scrambled(40, 3, 7919).mul(1024).round().div(1024);
  const Tensor y = scrambled(30, 3, 104729).mul(1024).round().div(1024);
  const double far = std::pow(2, 40);
  BOOST_TEST(mmd2_unbiased(x + far, y + far, 0.4) == direct_mmd2(x, y, 0.4), tt::tolerance(1e-11));
}

BOOST_AUTO_TEST_CASE(large_samples_reach_the_population_value) {
  const double population = 2. / 3 * (1 - std::exp(-1. / 6));
  Gaussian gaussian(4);
  const Estimate e = mmd2_interval(gaussian(5000, 2, 1), gaussian(4000, 2), 1, 0.99);
  BOOST_TEST(e.low < population);
  BOOST_TEST(population < e.high);
  BOOST_TEST(e.high - e.low < population / 3);  // narrow enough to mean something
}

// 400 repetitions with coverage 0.95 have 380 hits, standard deviation 4.4: three of them either
// way is 367 to 393. The standard error is checked against the spread of the estimates, known to
// 3.5 % (one standard deviation) from 400 of them.
BOOST_AUTO_TEST_CASE(interval_covers_as_often_as_it_says) {
  const double population = 2. / 3 * (1 - std::exp(-1. / 6));
  constexpr int repetitions = 400;
  Gaussian gaussian(5);
  int hits = 0;
  double width = 0, sum = 0, squares = 0;
  for (int i = 0; i < repetitions; ++i) {
    const Estimate e = mmd2_interval(gaussian(80, 2, 1), gaussian(120, 2), 1);
    hits += e.low <= population && population <= e.high;
    width += (e.high - e.low) / repetitions;
    sum += e.estimate;
    squares += e.estimate * e.estimate;
  }
  const double mean = sum / repetitions;
  const double spread = std::sqrt(squares / repetitions - mean * mean);
  BOOST_TEST(hits >= 367);
  BOOST_TEST(hits <= 393);
  BOOST_TEST(width / (2 * 1.96 * spread) == 1, tt::tolerance(0.12));
  BOOST_TEST(std::abs(mean - population) < 3 * spread / std::sqrt(repetitions));
}

BOOST_AUTO_TEST_CASE(equal_laws_average_to_zero_within_the_interval) {
  constexpr int repetitions = 200;
  Gaussian gaussian(6);
  int hits = 0, negative = 0;
  for (int i = 0; i < repetitions; ++i) {
    const Estimate e = mmd2_interval(gaussian(60, 2), gaussian(60, 2), 1);
    hits += e.low <= 0 && 0 <= e.high;
    negative += e.estimate < 0;
  }
  BOOST_TEST(hits >= 181);  // 190 expected at 0.95, standard deviation 3.1
  BOOST_TEST(negative > 50);
}

BOOST_AUTO_TEST_CASE(median_of_two_rows_and_of_an_odd_number_of_pairs) {
  BOOST_TEST(median_distance(torch::tensor({{0., 0.}, {3., 4.}})) == 5, tt::tolerance(1e-14));
  BOOST_TEST(median_distance(torch::tensor({{0.}, {1.}, {4.}})) == 3, tt::tolerance(1e-14));
}

// Rows 0, 1, 2, ... on a line of 2n: half of the pairs of the chosen n = 4000 even rows are at most
// 2 t apart, where t is the least with t (2n - t - 1) / 2 >= n (n - 1) / 4.
BOOST_AUTO_TEST_CASE(median_of_many_rows_is_that_of_4000_spread_rows) {
  const Tensor line = torch::arange(8000, torch::kFloat64).unsqueeze(1);
  BOOST_TEST(median_distance(line) == median_distance(line.slice(0, 0, 8000, 2)));
  double t = 0;
  while (t * (2 * 4000 - t - 1) / 2 < 4000. * 3999 / 4) ++t;
  BOOST_TEST(median_distance(line) == 2 * t, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(median_zero_is_refused_with_advice) {
  for (const double value : {0., 0.1, 1e6}) {
    const Tensor constant = torch::full({600, 7}, value, torch::kFloat64);
    BOOST_TEST(mentions(refusal([&] { median_distance(constant); }),
                        {"real", "[600, 7]", "above 0", "repeated rows"}));
  }
  Gaussian gaussian(7);
  const Tensor mostly_equal = torch::cat({gaussian(1, 784), gaussian(1, 784).repeat({9, 1})});
  BOOST_TEST(mentions(refusal([&] { median_distance(mostly_equal); }), {"above 0"}));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_by_name) {
  const Tensor good = real_p();
  const double inf = std::numeric_limits<double>::infinity();
  const auto generated = [&](const Tensor& x) {
    return refusal([&] { mmd2_unbiased(x, good, 1); });
  };
  const auto real = [&](const Tensor& y) { return refusal([&] { mmd2_unbiased(good, y, 1); }); };
  const auto width = [&](double h) { return refusal([&] { mmd2_unbiased(good, good, h); }); };

  BOOST_TEST(mentions(generated(good.unsqueeze(0)), {"generated", "[1, 8, 3]"}));
  BOOST_TEST(mentions(generated(good.slice(0, 0, 1)), {"generated", "[1, 3]", "at least 2"}));
  BOOST_TEST(mentions(generated(good.slice(1, 0, 2)), {"generated", "[8, 2]", "[8, 3]"}));
  BOOST_TEST(mentions(real(good.to(torch::kInt64)), {"real", "float or double"}));
  BOOST_TEST(mentions(real(Tensor()), {"real", "tensor"}));
  BOOST_TEST(mentions(real(torch::zeros({4, 0})), {"real", "[4, 0]"}));
  for (const double h : {0., -1., inf, std::nan("")}) BOOST_TEST(mentions(width(h), {"h: width"}));
  for (const double level : {0., 1., std::nan("")})
    BOOST_TEST(mentions(refusal([&] { mmd2_interval(good, good, 1, level); }), {"level"}));
  BOOST_TEST(mentions(refusal([&] { mmd2_interval(good, good.slice(0, 0, 2), 1); }),
                      {"real", "[2, 3]", "at least 3"}));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_is_refused_by_its_row) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double value : {inf, -inf, std::nan(""), 1e101}) {
    Tensor bad = torch::zeros({1100, 2}, torch::kFloat64);
    bad[700][1] = value;
    bad[900][0] = value;
    const Tensor good = torch::zeros({5, 2}, torch::kFloat64);
    BOOST_TEST(mentions(refusal([&] { mmd2_unbiased(bad, good, 1); }), {"generated: row 700 "}));
    BOOST_TEST(mentions(refusal([&] { mmd2_interval(good, bad, 1); }), {"real: row 700 "}));
    BOOST_TEST(mentions(refusal([&] { median_distance(bad); }), {"real: row 700 "}));
  }
}

BOOST_AUTO_TEST_SUITE_END()

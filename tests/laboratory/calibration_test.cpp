#include "laboratory/calibration.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/stream.h"
#include "laboratory/power.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(calibration)

// 1000 repetitions are what ./bench calibrate does; 40 show that every promise can be checked. A
// share of 0.05 or 0.95 leaves [0, 0.25] or [0.75, 1] with probability 1e-5.
BOOST_AUTO_TEST_CASE(every_promise_is_near_after_a_few_repetitions) {
  Workers workers(2);
  BOOST_TEST(calibrations().size() > 30U);
  for (const Calibration& one : calibrations()) {
    const double found = calibrate(one, 40, workers);
    BOOST_TEST_CONTEXT(one.metric << " on " << one.law) {
      // A mean over its theory is near after 40 repetitions; a share is not.
      const double slack = one.promise.starts_with("mean") ? 0 : 0.2;
      BOOST_TEST(found >= one.low - slack);
      BOOST_TEST(found <= one.high + slack);
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit) {
  Workers one(1), three(3);
  const Calibration first = calibrations().front();
  BOOST_TEST(calibrate(first, 20, one) == calibrate(first, 20, three));
}

BOOST_AUTO_TEST_CASE(a_broken_promise_is_seen) {
  Workers workers(2);
  Calibration one = calibrations().front();
  one.once = [](int64_t i, Workers&) { return i % 2 == 0 ? 1.0 : 0.0; };
  BOOST_TEST(calibrate(one, 100, workers) == 0.5);
  BOOST_TEST(calibrate(one, 100, workers) > one.high);
}

BOOST_AUTO_TEST_CASE(power_is_high_for_strong_faults_and_faults_keep_the_shape) {
  const auto images = [](uint64_t seed, int64_t n) {
    // Smooth images: a bright square of random place on black.
    const Stream stream{.seed = seed, .purpose = Purpose::known_law, .iteration = 77};
    torch::Tensor x = torch::full({n, 1, 16, 16}, -1.F);
    const torch::Tensor place = uniform(stream, {n, 2}, 2, 8).to(torch::kInt64);
    for (int64_t i = 0; i < n; ++i) {
      const auto top = place[i][0].item<int64_t>(), left = place[i][1].item<int64_t>();
      x[i][0].slice(0, top, top + 6).slice(1, left, left + 6).fill_(1);
    }
    return x;
  };
  Dataset data;
  data.train = images(1, 400);
  data.test = images(2, 400);
  for (const Fault& fault : faults()) {
    const torch::Tensor faulty = fault.apply(data.train.slice(0, 30));
    BOOST_TEST(faulty.sizes() == data.train.slice(0, 30).sizes(), fault.name);
    BOOST_TEST(!torch::equal(faulty, data.train.slice(0, 30)), fault.name);
  }
  Workers workers(2);
  const auto found = power({{"name", "coverage"}}, {{"name", "pixels"}}, data,
                           torch::full({50, 1, 16, 16}, -1.F) +
                               0.01 * images(3, 50),  // a generator that has lost its squares
                           40, 20, workers);
  BOOST_TEST(found.size() == faults().size() + 1);
  BOOST_TEST(found.back().fault == "dropped modes");
  BOOST_TEST(found.back().share == 1);
}

BOOST_AUTO_TEST_SUITE_END()

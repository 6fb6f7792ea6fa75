#include "metrics/stability.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

using Series = std::vector<double>;

Series autoregressive(std::mt19937_64& bits, std::size_t length, double phi, double mean = 0) {
  std::normal_distribution<double> normal;
  double x = normal(bits) / std::sqrt(1 - phi * phi);
  Series series(length);
  for (double& value : series) {
    value = mean + x;
    x = phi * x + normal(bits);
  }
  return series;
}

Series ramp(std::size_t length) {
  Series series(length);
  for (std::size_t t = 0; t < length; ++t) series[t] = 1 + static_cast<double>(t % 7);
  return series;
}

/// A run whose energies have a standard deviation of 1 over the data, and a d that is off by 1.
TrainingSeries run_of(Series d, Series r) {
  const std::size_t length = d.size();
  return {std::move(d), std::move(r), Series(length, 1), Series(length, 1)};
}
TrainingSeries run_of(const Series& d) { return run_of(d, ramp(d.size())); }

Verdict verdict(const Series& d) { return stability(run_of(d)).verdict; }

double share(Verdict wanted, int repetitions, std::size_t length, double phi, double mean = 0) {
  std::mt19937_64 bits(17);
  int count = 0;
  for (int i = 0; i < repetitions; ++i)
    count += verdict(autoregressive(bits, length, phi, mean)) == wanted;
  return static_cast<double>(count) / repetitions;
}

// As in tests/goldens/metrics_stability.py.
TrainingSeries golden_series() {
  TrainingSeries run;
  for (int64_t t = 0; t < 1001; ++t) {
    run.d.push_back(static_cast<double>((t * 7919) % 1009) / 1009 - 0.45 +
                    0.2 * static_cast<double>((t / 3) % 2));
    run.r.push_back(1 + static_cast<double>((t * t * 31) % 997) / 997 + run.d.back());
    run.data_sd.push_back(0.5 + static_cast<double>(t % 5) / 10);
    run.d_error.push_back(0.1 + static_cast<double>(t % 3) / 100);
  }
  return run;
}

bool all_zero(const Series& series) {
  return !series.empty() &&
         std::all_of(series.begin(), series.end(), [](double v) { return v == 0; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stability_of_a_run)

BOOST_AUTO_TEST_CASE(correlations_have_their_golden_values) {
  const Stability s = stability(golden_series());
  BOOST_TEST(s.window == 500);
  BOOST_TEST(s.bias == 0.213011328033, tt::tolerance(1e-10));
  BOOST_TEST(s.bias_low == 0.167949067039, tt::tolerance(1e-9));
  BOOST_TEST(s.bias_high == 0.258073589027, tt::tolerance(1e-9));
  BOOST_TEST(s.excess == 2.755608545018, tt::tolerance(1e-10));
  BOOST_TEST(s.tau == 0.147580486515, tt::tolerance(1e-10));
  BOOST_REQUIRE(s.acf_d.size() == 15);
  BOOST_REQUIRE(s.acf_r.size() == 15);
  BOOST_REQUIRE(s.cross.size() == 31);
  BOOST_TEST(s.acf_d[0] == 0.231785379824, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_d[1] == -0.272409087751, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_d[14] == -0.270461608023, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_r[0] == 0.117128772044, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_r[1] == -0.118092172917, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_r[14] == -0.108778616259, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[0] == -0.158481488538, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[13] == -0.157939606083, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[14] == 0.153607546625, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[15] == 0.720426023247, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[16] == 0.171410432700, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[17] == -0.213610328555, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[30] == -0.206266049427, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(negative_lags_say_that_d_comes_first) {
  std::mt19937_64 bits(1);
  const Series d = autoregressive(bits, 1000, 0);
  Series r(d.size());
  for (std::size_t t = 4; t < d.size(); ++t) r[t] = d[t - 4];
  const Series cross = stability(run_of(d, r)).cross;
  const auto peak = std::max_element(cross.begin(), cross.end()) - cross.begin();
  BOOST_TEST(peak - 15 == -4);
}

BOOST_AUTO_TEST_CASE(window_is_the_last_half_up_to_2000) {
  for (const auto& [length, window] :
       {std::pair{400, 200}, {401, 200}, {4000, 2000}, {9000, 2000}}) {
    Series d(static_cast<std::size_t>(length), 7);
    std::fill(d.end() - window, d.end(), -2);
    const Stability s = stability(run_of(d));
    BOOST_TEST(s.window == window);
    BOOST_TEST(s.bias == -2, tt::tolerance(1e-12));
    d[d.size() - static_cast<std::size_t>(window)] = 7;
    BOOST_TEST(stability(run_of(d)).bias > -1.99999);
  }
}

// White noise: 15 lags times the normal tail below -3.3 (0.00048) is 0.7 % of series, so of 4000
// 28, standard deviation 5.3; the bound of 1.5 % is 60. From 1089 on tau is 0.1 and it is rarer.
BOOST_AUTO_TEST_CASE(white_noise_is_seldom_called_oscillating) {
  for (const std::size_t run : {400, 800}) {
    BOOST_TEST(share(Verdict::oscillating, 4000, run, 0) < 0.015);
    BOOST_TEST(share(Verdict::stable, 4000, run, 0) > 0.97);
  }
  BOOST_TEST(share(Verdict::oscillating, 400, 4000, 0) < 0.015);
}

// The shortest window is the hardest: at 200 the first autocorrelation is -0.4 with standard
// deviation 0.065, and tau 0.233: about 99 % of series, so of 2000 1980, standard deviation 4.5.
BOOST_AUTO_TEST_CASE(alternating_noise_is_called_oscillating) {
  BOOST_TEST(share(Verdict::oscillating, 2000, 400, -0.4) > 0.98);
  BOOST_TEST(share(Verdict::oscillating, 200, 4000, -0.4) > 0.98);
}

BOOST_AUTO_TEST_CASE(biased_white_noise_is_not_called_correlated) {
  BOOST_TEST(share(Verdict::stable, 300, 4000, 0, 0.25) > 0.98);
}

// 2000 iterations: the mean of the window has a standard error of 0.032, 1.41 times that for a
// coefficient of 1/3. The interval covers the true mean in 95 %: of 1000 series 950, standard
// deviation 6.9; for noise that goes on the time is estimated, which costs a point.
BOOST_AUTO_TEST_CASE(the_interval_of_the_bias_covers_the_mean) {
  for (const double phi : {0.0, 1.0 / 3}) {
    std::mt19937_64 bits(5);
    int covered = 0;
    for (int i = 0; i < 1000; ++i) {
      const Stability s = stability(run_of(autoregressive(bits, 2000, phi, 0.2)));
      covered += s.bias_low <= 0.2 && 0.2 <= s.bias_high;
    }
    BOOST_TEST(covered > 920);
    BOOST_TEST(covered < 975);
  }
}

// White noise with the spread that two batches give has an excess of 1, and 1 %, standard error
// 1 / sqrt(2 n).
BOOST_AUTO_TEST_CASE(excess_is_1_for_the_noise_of_batches) {
  std::mt19937_64 bits(6);
  TrainingSeries run = run_of(autoregressive(bits, 4000, 0));
  BOOST_TEST(std::abs(stability(run).excess - 1) < 4 / std::sqrt(2 * 2000.0));
  std::fill(run.d_error.begin(), run.d_error.end(), 0.2);
  BOOST_TEST(std::abs(stability(run).excess - 5) < 20 / std::sqrt(2 * 2000.0));
  BOOST_TEST((stability(run).verdict == Verdict::restless));
  BOOST_TEST((stability(run, {.excess = 6}).verdict == Verdict::stable));
}

BOOST_AUTO_TEST_CASE(a_bias_counts_only_beyond_its_limit_and_with_its_interval) {
  std::mt19937_64 bits(7);
  const auto biased = [&](double mean, double phi) {
    return stability(run_of(autoregressive(bits, 400, phi, mean)));
  };
  BOOST_TEST((biased(0.6, 0).verdict == Verdict::contracting));
  BOOST_TEST((biased(-0.6, 0).verdict == Verdict::expanding));
  BOOST_TEST((stability(run_of(autoregressive(bits, 400, 0, 0.6)), {.bias = 1}).verdict ==
              Verdict::stable));
  // So slow that a mean of 1 is no evidence: a standard deviation of 7, one or two independent
  // values in the window.
  const Stability slow = stability(run_of([] {
    Series wave(400);
    for (std::size_t t = 0; t < wave.size(); ++t)
      wave[t] = 1 + 7 * std::sin(static_cast<double>(t) / 30);
    return wave;
  }()));
  BOOST_TEST(std::abs(slow.bias) > 0.3);
  BOOST_TEST(slow.bias_low < 0);
  BOOST_TEST(slow.bias_high > 0);
  BOOST_TEST((slow.verdict == Verdict::autocorrelated));
}

BOOST_AUTO_TEST_CASE(without_spreads_nothing_is_judged) {
  std::mt19937_64 bits(8);
  const TrainingSeries good = run_of(autoregressive(bits, 2000, 0, 5));
  for (const double unknown : {0.0, std::nan(""), -1.0})
    for (Series TrainingSeries::*which : {&TrainingSeries::data_sd, &TrainingSeries::d_error}) {
      TrainingSeries run = good;
      Series& series = run.*which;
      std::fill(series.begin(), series.end(), unknown);
      BOOST_TEST((stability(run).verdict == Verdict::unmeasured));
      series = Series(series.size(), 1);
      if (unknown == 0) continue;  // a single 0 may be
      series[1500] = unknown;
      BOOST_TEST((stability(run).verdict == Verdict::unmeasured));
    }
  BOOST_TEST(grounds(stability({good.d, good.r, Series(2000, 0), good.d_error})) ==
             "the energy has no spread over data or chains");
}

BOOST_AUTO_TEST_CASE(grounds_name_the_number_and_its_limit) {
  std::mt19937_64 bits(9);
  const auto of = [&](double phi, double mean) {
    return grounds(stability(run_of(autoregressive(bits, 4000, phi, mean))));
  };
  BOOST_TEST(of(0, 1).starts_with("bias "));
  BOOST_TEST(of(0, 1).ends_with(", limit 0.3"));
  BOOST_TEST(of(0, -1).ends_with(", limit -0.3"));
  BOOST_TEST(of(-0.4, 0).starts_with("autocorrelation -0.4"));
  BOOST_TEST(of(-0.4, 0).ends_with("limit -0.10"));
  BOOST_TEST(of(0.4, 0).ends_with("limit 0.10"));
  BOOST_TEST(of(0, 0.25).starts_with("bias 0.2"));  // stable, and this the nearest to its limit
  TrainingSeries restless = run_of(autoregressive(bits, 4000, 0));
  std::fill(restless.d_error.begin(), restless.d_error.end(), 0.2);
  BOOST_TEST(grounds(stability(restless)).ends_with(", limit 3"));
  BOOST_TEST(grounds(stability(restless, {.excess = 6}), {.excess = 6}) ==
             fmt::format("excess {:.1f}, limit 6", stability(restless).excess));
  BOOST_TEST(grounds(stability(run_of(Series(100, 1)))) == "50 iterations looked at, 200 needed");
}

BOOST_AUTO_TEST_CASE(every_verdict_has_advice) {
  for (int i = 0; i < verdicts; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    BOOST_TEST(advice(verdict).size() > 40);
    BOOST_TEST((verdict_named(name(verdict)) == verdict));
  }
  BOOST_TEST(!verdict_named("fine").has_value());
}

BOOST_AUTO_TEST_CASE(each_verdict_is_reached) {
  std::mt19937_64 bits(2);
  const auto noise = [&bits](double phi, double mean) {
    return autoregressive(bits, 2000, phi, mean);
  };
  BOOST_TEST((verdict(noise(0, 0)) == Verdict::stable));
  BOOST_TEST((verdict(noise(0, -1)) == Verdict::expanding));
  BOOST_TEST((verdict(noise(0, 1)) == Verdict::contracting));
  BOOST_TEST((verdict(noise(-0.4, 0)) == Verdict::oscillating));
  BOOST_TEST((verdict(noise(0.4, 0)) == Verdict::autocorrelated));
  Series collapse = noise(0, -1);
  std::transform(collapse.end() - 300, collapse.end(), collapse.end() - 300,
                 [](double v) { return v - 30; });
  BOOST_TEST((verdict(collapse) == Verdict::diverged));
  BOOST_TEST((verdict(Series(398, -1)) == Verdict::too_short));
  BOOST_TEST((verdict(Series(399, -1)) == Verdict::too_short));
  BOOST_TEST((verdict(Series(400, -1)) == Verdict::expanding));
}

BOOST_AUTO_TEST_CASE(rules_are_tried_in_order) {
  std::mt19937_64 bits(3);
  // Alternating and biased: the bias is named first.
  BOOST_TEST((verdict(autoregressive(bits, 2000, -0.4, 2)) == Verdict::contracting));
  BOOST_TEST((verdict(autoregressive(bits, 2000, -0.4, -2)) == Verdict::expanding));
  // A period of 6 has correlations of both signs.
  Series wave(2000);
  for (std::size_t t = 0; t < wave.size(); ++t)
    wave[t] = std::cos(M_PI * static_cast<double>(t) / 3);
  BOOST_TEST((verdict(wave) == Verdict::oscillating));
}

// Run of 2000: window 1000, its last quarter 250, first part 500.
BOOST_AUTO_TEST_CASE(collapse_compares_the_last_quarter_with_the_first_500) {
  const auto run = [](double first, double middle, double last) {
    Series d(2000, middle);
    std::fill_n(d.begin(), 500, first);
    std::fill(d.end() - 250, d.end(), last);
    return verdict(d);
  };
  BOOST_TEST((run(0.5, -4, -5) == Verdict::diverged));  // exactly 10 times
  BOOST_TEST((run(0.5, -4, -4.99) == Verdict::expanding));
  BOOST_TEST((run(0.05, -1, -1) == Verdict::expanding));    // grown, but within the limit of 3
  BOOST_TEST((run(-0.5, 50, -5) == Verdict::contracting));  // grown, but upward
  BOOST_TEST((run(0, -4, -4) == Verdict::diverged));
  // Run of 600: only the 300 iterations before the window count as the first.
  Series d(600, -5);
  std::fill_n(d.begin(), 300, 0.5);
  BOOST_TEST((verdict(d) == Verdict::diverged));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_anywhere_is_divergence) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const std::size_t length : {1, 50, 1000})
    for (const double value : {std::nan(""), inf, -inf, 1e101})
      for (const std::size_t at : {std::size_t{0}, length / 2, length - 1}) {
        Series good(length, 1.0), bad = good;
        bad[at] = value;
        BOOST_TEST((stability(run_of(bad, good)).verdict == Verdict::diverged));
        BOOST_TEST((stability(run_of(good, bad)).verdict == Verdict::diverged));
      }
}

BOOST_AUTO_TEST_CASE(numbers_are_there_whenever_the_window_is_finite) {
  Series d = ramp(1000);
  d[0] = std::nan("");
  const Stability early = stability(run_of(d));
  BOOST_TEST(std::isfinite(early.bias));
  BOOST_TEST(early.acf_d.size() == 15);
  d[999] = std::nan("");
  for (const Stability& none : {stability(run_of(d)), stability({}), stability(run_of({1}))}) {
    BOOST_TEST(std::isnan(none.bias));
    BOOST_TEST(std::isnan(none.tau));
    BOOST_TEST(none.acf_d.size() + none.acf_r.size() + none.cross.size() == 0);
  }
  BOOST_TEST((stability({}).verdict == Verdict::too_short));
  const Stability brief = stability(run_of(ramp(20)));
  BOOST_TEST((brief.verdict == Verdict::too_short));
  BOOST_TEST(std::isfinite(brief.bias));
  BOOST_TEST(brief.acf_d[14] == 0);  // no pair of a window of 10 is 15 apart
}

BOOST_AUTO_TEST_CASE(constant_series_give_numbers) {
  for (const double value : {0.1, 1e6 / 3, 1e-170}) {  // sums of these are rounded
    const Stability s = stability(run_of(Series(1000, value), Series(1000, value)));
    BOOST_TEST(all_zero(s.acf_d));
    BOOST_TEST(all_zero(s.acf_r));
    BOOST_TEST(all_zero(s.cross));
    BOOST_TEST(s.bias == value, tt::tolerance(1e-12));
    BOOST_TEST(s.bias_low == s.bias_high);
    BOOST_TEST(s.excess == 0);
  }
  BOOST_TEST((verdict(Series(1000, 0.4)) == Verdict::contracting));
  const Stability zero = stability(run_of(Series(1000, 0)));
  BOOST_TEST(zero.bias == 0);
  BOOST_TEST((zero.verdict == Verdict::stable));
}

BOOST_AUTO_TEST_CASE(scale_of_the_energy_does_not_matter) {
  const TrainingSeries run = golden_series();
  TrainingSeries large = run;
  for (Series* series : {&large.d, &large.data_sd, &large.d_error})
    for (double& v : *series) v *= 0x1p100;
  const Stability s = stability(run), t = stability(large);
  BOOST_TEST(s.bias == t.bias);
  BOOST_TEST(s.bias_low == t.bias_low);
  BOOST_TEST(s.excess == t.excess);
  BOOST_TEST(s.cross == t.cross, tt::per_element());
}

BOOST_AUTO_TEST_CASE(lengths_must_agree) {
  const Series two{1, 2}, three{1, 2, 3};
  const auto names = [](const std::string& which) {
    return [which](const std::invalid_argument& error) {
      return error.what() == which + ": length 3 must be that of d, 2";
    };
  };
  BOOST_CHECK_EXCEPTION(stability({two, three, two, two}), std::invalid_argument, names("r"));
  BOOST_CHECK_EXCEPTION(stability({two, two, three, two}), std::invalid_argument, names("data_sd"));
  BOOST_CHECK_EXCEPTION(stability({two, two, two, three}), std::invalid_argument, names("d_error"));
}

BOOST_AUTO_TEST_CASE(verdicts_have_names) {
  BOOST_TEST(name(Verdict::diverged) == "diverged");
  BOOST_TEST(name(Verdict::too_short) == "too short");
  BOOST_TEST(name(Verdict::expanding) == "expanding");
  BOOST_TEST(name(Verdict::contracting) == "contracting");
  BOOST_TEST(name(Verdict::oscillating) == "oscillating");
  BOOST_TEST(name(Verdict::autocorrelated) == "autocorrelated");
  BOOST_TEST(name(Verdict::restless) == "restless");
  BOOST_TEST(name(Verdict::unmeasured) == "unmeasured");
  BOOST_TEST(name(Verdict::stable) == "stable");
}

BOOST_AUTO_TEST_SUITE_END()

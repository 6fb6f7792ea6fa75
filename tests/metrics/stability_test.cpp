#include "metrics/stability.h"

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

Verdict verdict(const Series& d) { return stability(d, ramp(d.size())).verdict; }

double share(Verdict wanted, int repetitions, std::size_t length, double phi, double mean = 0) {
  std::mt19937_64 bits(17);
  int count = 0;
  for (int i = 0; i < repetitions; ++i)
    count += verdict(autoregressive(bits, length, phi, mean)) == wanted;
  return static_cast<double>(count) / repetitions;
}

// As in tests/goldens/metrics_stability.py.
std::pair<Series, Series> golden_series() {
  Series d, r;
  for (int64_t t = 0; t < 1001; ++t) {
    d.push_back(static_cast<double>((t * 7919) % 1009) / 1009 - 0.45 +
                0.2 * static_cast<double>((t / 3) % 2));
    r.push_back(1 + static_cast<double>((t * t * 31) % 997) / 997 + d.back());
  }
  return {d, r};
}

bool all_zero(const Series& series) {
  return !series.empty() &&
         std::all_of(series.begin(), series.end(), [](double v) { return v == 0; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stability_of_a_run)

BOOST_AUTO_TEST_CASE(correlations_have_their_golden_values) {
  const auto [d, r] = golden_series();
  const Stability s = stability(d, r);
  BOOST_TEST(s.window == 500);
  BOOST_TEST(s.b == 0.447979164604, tt::tolerance(1e-10));
  BOOST_TEST(s.tau == 0.147580486515, tt::tolerance(1e-10));
  BOOST_REQUIRE(s.acf_d.size() == 15);
  BOOST_REQUIRE(s.acf_r.size() == 15);
  BOOST_REQUIRE(s.cross.size() == 31);
  BOOST_TEST(s.acf_d[0] == 0.386632035834, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_d[1] == -0.018339252186, tt::tolerance(1e-9));
  BOOST_TEST(s.acf_d[14] == -0.022226277689, tt::tolerance(1e-9));
  BOOST_TEST(s.acf_r[0] == 0.117128772044, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_r[1] == -0.118092172917, tt::tolerance(1e-10));
  BOOST_TEST(s.acf_r[14] == -0.108778616259, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[0] == -0.144623827838, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[13] == -0.141596206838, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[14] == 0.138228481848, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[15] == 0.644092561169, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[16] == 0.153787282189, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[17] == -0.189891317869, tt::tolerance(1e-10));
  BOOST_TEST(s.cross[30] == -0.179479167197, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(negative_lags_say_that_d_comes_first) {
  std::mt19937_64 bits(1);
  const Series d = autoregressive(bits, 1000, 0);
  Series r(d.size());
  for (std::size_t t = 4; t < d.size(); ++t) r[t] = d[t - 4];
  const Series cross = stability(d, r).cross;
  const auto peak = std::max_element(cross.begin(), cross.end()) - cross.begin();
  BOOST_TEST(peak - 15 == -4);
}

BOOST_AUTO_TEST_CASE(window_is_the_last_half_up_to_2000) {
  for (const auto& [run, window] : {std::pair{400, 200}, {401, 200}, {4000, 2000}, {9000, 2000}}) {
    Series d(static_cast<std::size_t>(run), 7);
    std::fill(d.end() - window, d.end(), -2);
    const Stability s = stability(d, ramp(d.size()));
    BOOST_TEST(s.window == window);
    BOOST_TEST(s.b == -1, tt::tolerance(1e-12));
    d[d.size() - static_cast<std::size_t>(window)] = 7;
    BOOST_TEST(stability(d, ramp(d.size())).b > -0.99999);
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
  const double mean = 0.35 / std::sqrt(1 - 0.35 * 0.35);  // b = 0.35
  BOOST_TEST(share(Verdict::stable, 300, 4000, 0, mean) > 0.98);
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
  BOOST_TEST((run(0.5, -1, -5) == Verdict::diverged));  // exactly 10 times
  BOOST_TEST((run(0.5, -1, -4.99) == Verdict::expanding));
  BOOST_TEST((run(-0.5, 50, -5) == Verdict::contracting));  // grown, but upward
  BOOST_TEST((run(0, -1, -1) == Verdict::diverged));
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
        BOOST_TEST((stability(bad, good).verdict == Verdict::diverged));
        BOOST_TEST((stability(good, bad).verdict == Verdict::diverged));
      }
}

BOOST_AUTO_TEST_CASE(numbers_are_there_whenever_the_window_is_finite) {
  Series d = ramp(1000);
  d[0] = std::nan("");
  const Stability early = stability(d, ramp(1000));
  BOOST_TEST(std::isfinite(early.b));
  BOOST_TEST(early.acf_d.size() == 15);
  d[999] = std::nan("");
  for (const Stability& none : {stability(d, ramp(1000)), stability({}, {}), stability({1}, {1})}) {
    BOOST_TEST(std::isnan(none.b));
    BOOST_TEST(std::isnan(none.tau));
    BOOST_TEST(none.acf_d.size() + none.acf_r.size() + none.cross.size() == 0);
  }
  BOOST_TEST((stability({}, {}).verdict == Verdict::too_short));
  const Stability brief = stability(ramp(20), ramp(20));
  BOOST_TEST((brief.verdict == Verdict::too_short));
  BOOST_TEST(std::isfinite(brief.b));
  BOOST_TEST(brief.acf_d[14] == 0);  // no pair of a window of 10 is 15 apart
}

BOOST_AUTO_TEST_CASE(constant_series_give_numbers) {
  for (const double value : {0.1, 1e6 / 3, 1e-170}) {  // sums of these are rounded
    const Stability s = stability(Series(1000, value), Series(1000, value));
    BOOST_TEST(all_zero(s.acf_r));
    BOOST_TEST(all_zero(s.cross));
    BOOST_TEST(std::isfinite(s.b));
    BOOST_TEST(std::isfinite(s.acf_d[0]));
  }
  BOOST_TEST((stability(Series(1000, 0.1), ramp(1000)).verdict == Verdict::contracting));
  const Stability zero = stability(Series(1000, 0), ramp(1000));
  BOOST_TEST(zero.b == 0);
  BOOST_TEST(all_zero(zero.acf_d));
  BOOST_TEST((zero.verdict == Verdict::stable));
}

BOOST_AUTO_TEST_CASE(scale_of_the_series_does_not_matter) {
  const auto [d, r] = golden_series();
  Series large = d;
  for (double& v : large) v *= 0x1p100;
  const Stability s = stability(d, r), t = stability(large, r);
  BOOST_TEST(s.b == t.b);
  BOOST_TEST(s.cross == t.cross, tt::per_element());
}

BOOST_AUTO_TEST_CASE(lengths_must_agree) {
  const auto names_both = [](const std::invalid_argument& error) {
    const std::string message = error.what();
    return message.find("d: length 3") == 0 && message.find("r, 2") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(stability({1, 2, 3}, {1, 2}), std::invalid_argument, names_both);
}

BOOST_AUTO_TEST_CASE(verdicts_have_names) {
  BOOST_TEST(name(Verdict::diverged) == "diverged");
  BOOST_TEST(name(Verdict::too_short) == "too short");
  BOOST_TEST(name(Verdict::expanding) == "expanding");
  BOOST_TEST(name(Verdict::contracting) == "contracting");
  BOOST_TEST(name(Verdict::oscillating) == "oscillating");
  BOOST_TEST(name(Verdict::autocorrelated) == "autocorrelated");
  BOOST_TEST(name(Verdict::stable) == "stable");
}

BOOST_AUTO_TEST_SUITE_END()

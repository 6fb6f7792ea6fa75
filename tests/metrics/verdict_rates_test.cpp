#include "metrics/verdict_rates.h"

#include <fmt/format.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/files.h"

using namespace coopbench;

namespace {

constexpr int64_t kRepetitions = 1000;

struct Case {
  std::string series;
  Simulated kind;
  double coefficient;
};

const std::vector<Case> cases{
    {"white noise", Simulated::autoregressive, 0},
    {"autoregressive, 0.1", Simulated::autoregressive, 0.1},
    {"autoregressive, 0.4", Simulated::autoregressive, 0.4},
    {"autoregressive, -0.4", Simulated::autoregressive, -0.4},
    {"drift by 0.5 sd", Simulated::drift, 0.5},
    {"drift by 1 sd", Simulated::drift, 1},
    {"drift by 2 sd", Simulated::drift, 2},
    {"bias 0.15", Simulated::bias, 0.15},
    {"bias 0.3", Simulated::bias, 0.3},
    {"bias 0.6", Simulated::bias, 0.6},
    {"excess 2", Simulated::excess, 2},
    {"excess 4", Simulated::excess, 4},
};

constexpr std::array columns{Verdict::stable,    Verdict::oscillating, Verdict::autocorrelated,
                             Verdict::expanding, Verdict::contracting, Verdict::restless};

/// The numbers of a row of the table in docs/stability.md, in percent.
std::vector<double> documented(const std::string& document, const std::string& row) {
  const size_t at = document.find(row);
  BOOST_TEST_REQUIRE(at != std::string::npos, "docs/stability.md lacks " << row);
  std::istringstream rest(document.substr(at + row.size()));
  std::vector<double> values(columns.size());
  for (double& value : values) {
    char bar = 0;
    rest >> value >> bar;
  }
  BOOST_TEST_REQUIRE(rest.good());
  return values;
}

bool complains(const std::invalid_argument& error, const std::string& beginning) {
  return std::string(error.what()).starts_with(beginning);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rates_of_the_verdict)

// The seed is fixed: only the rounding of another mathematical library moves the numbers, by a
// series or two of 1000.
BOOST_AUTO_TEST_CASE(the_documented_table_is_what_simulation_gives) {
  const std::string document =
      read_text(std::filesystem::path(COOPBENCH_SOURCE_DIR) / "docs/stability.md");
  std::string table = "| series | window |";
  for (const Verdict verdict : columns) table += fmt::format(" {} |", name(verdict));
  table += "\n|---|---|---|---|---|---|---|---|\n";
  for (const Case& one : cases)
    for (const int64_t window : {200, 500, 2000}) {
      const auto rates = verdict_rates(one.kind, one.coefficient, window, kRepetitions);
      table += fmt::format("| {} | {} |", one.series, window);
      for (const Verdict verdict : columns)
        table += fmt::format(" {:.1f} |", 100 * rate(rates, verdict));
      table += "\n";
      const std::string row = fmt::format("| {} | {} |", one.series, window);
      const std::vector<double> expected = documented(document, row);
      double all = 0;
      for (size_t i = 0; i < columns.size(); ++i) {
        const double found = rate(rates, columns.at(i));
        BOOST_TEST_CONTEXT(row << " " << name(columns.at(i)) << " " << 100 * found)
        BOOST_TEST(std::abs(100 * found - expected[i]) < 0.35);
        all += found;
      }
      BOOST_TEST(std::abs(all - 1) < 1e-12);
    }
  write_whole("verdict_rates.md", table);  // ./bench docs takes it over
}

// White noise: 0.7 % of series at 200 (tests/goldens/metrics_stability.py). Of 4000 28, standard
// deviation 5.3; the bound is 60.
BOOST_AUTO_TEST_CASE(white_noise_is_called_oscillating_in_under_1_5_percent) {
  for (const int64_t window : {200, 500, 2000}) {
    const auto rates = verdict_rates(Simulated::autoregressive, 0, window, 4000, 1);
    BOOST_TEST(rate(rates, Verdict::oscillating) < 0.015);
    BOOST_TEST(rate(rates, Verdict::stable) > 0.97);
  }
}

// 99.25 % at 200: of 4000 30 are missed, standard deviation 5.5; the bound is 80.
BOOST_AUTO_TEST_CASE(alternating_noise_is_called_oscillating_in_over_98_percent) {
  for (const int64_t window : {200, 500, 2000})
    BOOST_TEST(rate(verdict_rates(Simulated::autoregressive, -0.4, window, 4000, 1),
                    Verdict::oscillating) > 0.98);
}

BOOST_AUTO_TEST_CASE(slow_noise_and_drift_are_called_autocorrelated_the_more_the_longer) {
  for (const auto& [kind, coefficient] :
       {std::pair{Simulated::autoregressive, 0.4}, {Simulated::drift, 2.0}})
    BOOST_TEST(rate(verdict_rates(kind, coefficient, 2000, 300, 2), Verdict::autocorrelated) >
               0.98);
  const auto drift = [](double rise) {
    return rate(verdict_rates(Simulated::drift, rise, 500, 300, 2), Verdict::autocorrelated);
  };
  BOOST_TEST(drift(0.5) < drift(2));
}

BOOST_AUTO_TEST_CASE(windows_below_200_are_too_short) {
  BOOST_TEST(rate(verdict_rates(Simulated::autoregressive, 0, 199, 10), Verdict::too_short) == 1);
}

BOOST_AUTO_TEST_CASE(a_line_alone_is_the_drift) {
  // Of 1e6 standard deviations: no noise is left, and a line through 0 has no bias.
  const auto rates = verdict_rates(Simulated::drift, 1e6, 500, 20);
  BOOST_TEST(rate(rates, Verdict::autocorrelated) + rate(rates, Verdict::oscillating) == 1);
}

BOOST_AUTO_TEST_CASE(seeds_make_other_series) {
  const auto rates = [](uint64_t seed) {
    return verdict_rates(Simulated::autoregressive, -0.2, 300, 200, seed);
  };
  BOOST_TEST((rates(0) == rates(0)));
  BOOST_TEST((rates(0) != rates(1)));
}

BOOST_AUTO_TEST_CASE(bad_settings_are_refused) {
  const auto refuses = [](Simulated kind, double coefficient, int64_t window, int64_t repetitions,
                          const std::string& beginning) {
    BOOST_CHECK_EXCEPTION(
        verdict_rates(kind, coefficient, window, repetitions), std::invalid_argument,
        [&](const std::invalid_argument& error) { return complains(error, beginning); });
  };
  refuses(Simulated::autoregressive, 0, 2001, 1, "window: 2001");
  refuses(Simulated::autoregressive, 0, 0, 1, "window: 0");
  refuses(Simulated::autoregressive, 0, 200, 0, "repetitions: 0");
  refuses(Simulated::autoregressive, 1, 200, 1, "coefficient: ");
  refuses(Simulated::drift, std::nan(""), 200, 1, "coefficient: ");
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/table.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "folder_fixture.h"
#include "reports/report.h"

using namespace coopbench;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The line of the table that starts with a name.
std::string line(const std::string& text, const std::string& name) {
  const size_t at = text.find("\n" + name);
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_table)

BOOST_AUTO_TEST_CASE(two_seeds_show_points_and_no_ranking) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2}, [](size_t m, int64_t seed) {
    return 0.01 * double(m + 1) + 0.001 * double(seed);
  });
  const std::string text = result_table(read_folder(fixture.folder()));
  BOOST_TEST(has(line(text, "short_run"), " 0.0110 "));
  BOOST_TEST(has(text, " 0.0120 "));
  BOOST_TEST(has(line(text, "persistent"), " 0.0210 "));
  BOOST_TEST(has(text, "too few seeds for means"));
  BOOST_TEST(has(line(text, "short_run"), " stable "));
  BOOST_TEST(has(line(text, "short_run"), " 51 200 "));
  BOOST_TEST(has(line(text, "short_run"), "40 / 0"));
  BOOST_TEST(has(line(text, "uniform noise"), "0.4800"));
  BOOST_TEST(!line(text, "target law (floor)").empty());
  BOOST_TEST(!line(text, "mean image").empty());
  BOOST_TEST(!has(text, "95 %"));
  const auto advice = advice_notes(read_folder(fixture.folder()));
  BOOST_TEST_REQUIRE(advice.size() == 1U);
  BOOST_TEST(advice[0].starts_with("stable (short_run, persistent): Nothing in d, the energy"));
}

BOOST_AUTO_TEST_CASE(what_a_lost_stretch_cost_counts_where_a_run_ended_in_it) {
  const ComparisonFixture fixture({"short_run"}, {1}, [](size_t, int64_t) { return 0.01; });
  RowLog<RewindRow> rewinds(RunPaths{fixture.run("short_run", 1)}.rewinds(), {});
  rewinds.append({.iteration = 45,
                  .back_to = 40,
                  .gradient_evaluations = 58'880,
                  .energy_updates = 45});
  rewinds.sync();
  const std::string text = result_table(read_folder(fixture.folder()));
  BOOST_TEST(has(line(text, "short_run"), " 58 880 "));
  BOOST_TEST(has(line(text, "short_run"), "45 / 0"));
}

BOOST_AUTO_TEST_CASE(five_seeds_show_mean_and_t_interval) {
  const ComparisonFixture fixture({"short_run"}, {1, 2, 3, 4, 5},
                                  [](size_t, int64_t s) { return 0.01 * double(s); });
  const std::string text = result_table(read_folder(fixture.folder()));
  // Mean 0.03, standard deviation sqrt(2.5e-4), t of 4 degrees of freedom 2.776445: 0.03 -+
  // 0.019632.
  BOOST_TEST(has(line(text, "short_run"), "0.0300 [0.0104, 0.0496]"));
  BOOST_TEST(has(line(text, "short_run"), "5 stable"));
  BOOST_TEST(!has(text, "too few seeds"));
}

BOOST_AUTO_TEST_CASE(a_diverged_seed_stands_in_place_of_a_mean) {
  const ComparisonFixture two({"short_run", "persistent"}, {1, 2},
                              [](size_t, int64_t) { return 0.02; });
  two.diverge("persistent", 2);
  const std::string few = result_table(read_folder(two.folder()));
  BOOST_TEST(has(line(few, "persistent"), "1 of 2 diverged"));
  BOOST_TEST(has(few, "diverged at 17"));
  BOOST_TEST(has(line(few, "short_run"), "0.0200"));

  const ComparisonFixture five({"persistent"}, {1, 2, 3, 4, 5},
                               [](size_t, int64_t) { return 0.02; });
  five.diverge("persistent", 4);
  const std::string many = result_table(read_folder(five.folder()));
  BOOST_TEST(has(line(many, "persistent"), "1 of 5 diverged"));
  BOOST_TEST(!has(line(many, "persistent"), "0.0200"));
}

BOOST_AUTO_TEST_CASE(an_unfinished_seed_gives_no_mean_either) {
  const ComparisonFixture fixture({"short_run"}, {1, 2, 3, 4, 5},
                                  [](size_t, int64_t) { return 0.02; });
  fixture.change("short_run/seed-3/state.json", [](Json& state) { state["status"] = "running"; });
  BOOST_TEST(
      has(line(result_table(read_folder(fixture.folder())), "short_run"), "1 of 5 unfinished"));
}

BOOST_AUTO_TEST_CASE(a_negative_estimate_is_explained) {
  const ComparisonFixture fixture({"short_run"}, {1}, [](size_t, int64_t) { return -0.0004; });
  const std::string text = result_table(read_folder(fixture.folder()));
  BOOST_TEST(has(line(text, "short_run"), "-0.0004"));
  BOOST_TEST(has(text, "negative MMD² is valid"));
}

BOOST_AUTO_TEST_CASE(baselines_that_differ_name_their_runs) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1},
                                  [](size_t, int64_t) { return 0.02; });
  fixture.measure("persistent", 1, [](MetricsRecord& metrics) {
    for (MetricRow& row : metrics.rows)
      if (row.key == "baselines.uniform_noise") row.estimate = 0.52;
  });
  const std::string text = result_table(read_folder(fixture.folder()));
  BOOST_TEST(has(line(text, "uniform noise, short_run seed 1"), "0.4800"));
  BOOST_TEST(has(line(text, "uniform noise, persistent seed 1"), "0.5200"));
}

BOOST_AUTO_TEST_CASE(numbers_as_text) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(mmd2_text(nan) == "-");
  BOOST_TEST(mmd2_text(-0.00001) == "0.0000");
  BOOST_TEST(count_text(768000) == "768 000");
  BOOST_TEST(count_text(999) == "999");
  BOOST_TEST(count_text(1000) == "1 000");
  BOOST_TEST(count_text(nan) == "-");
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/measures.h"

#include <boost/test/unit_test.hpp>

#include "folder_fixture.h"
#include "reports/report.h"

using namespace coopbench;

namespace {

/// Some of what `run` writes; the values follow from method and seed.
void add_measures(const ComparisonFixture& fixture, const std::string& method, int64_t seed,
                  double value) {
  fixture.measure(method, seed, [&](MetricsRecord& metrics) {
    const auto add = [&](const std::string& table, MetricRow row) {
      row.table = table;
      metrics.rows.push_back(std::move(row));
    };
    const std::string quality = "Further metrics of the ends";
    add(quality, {.key = "quality.pixels.precision",
                  .group = "pixels",
                  .name = "precision",
                  .better = Direction::higher,
                  .estimate = value,
                  .floor = 0.9});
    add(quality, {.key = "quality.pixels.energy_distance",
                  .group = "pixels",
                  .name = "energy_distance",
                  .better = Direction::lower,
                  .estimate = 1 - value,
                  .floor = 0.01});
    add(quality, {.key = "quality.pixels.c2st",
                  .group = "pixels",
                  .name = "c2st",
                  .note = "constant columns"});
    add("Chains", {.key = "chains.travel.reach",
                   .group = "from start to end",
                   .name = "reach",
                   .estimate = 2.5});
    add("Chains", {.key = "chains.long_run.rhat",
                   .group = "long run",
                   .name = "R-hat of the energy",
                   .estimate = 1.25});
  });
}

/// A row that the room has never heard of, in a table of its own.
MetricRow unheard_of(double value) {
  return {.key = "flavour.umami",
          .group = "taste",
          .name = "umami",
          .unit = "mg",
          .better = Direction::higher,
          .estimate = value,
          .low = value - 1,
          .high = value + 1,
          .floor = 12.5,
          .p_value = 0.25,
          .note = "of a tongue of silicon",
          .table = "Flavours"};
}

std::vector<int64_t> seeds(int64_t n) {
  std::vector<int64_t> all;
  for (int64_t i = 1; i <= n; ++i) all.push_back(i);
  return all;
}

/// Two methods; the second is worse by 0.001 per seed number.
struct MeasuredFixture : ComparisonFixture {
  explicit MeasuredFixture(int64_t n)
      : ComparisonFixture({"short_run", "persistent"}, seeds(n), [](size_t m, int64_t seed) {
          return 0.01 + 0.001 * static_cast<double>(m) * static_cast<double>(seed);
        }) {
    for (const char* method : {"short_run", "persistent"})
      for (int64_t seed = 1; seed <= n; ++seed)
        add_measures(*this, method, seed, 0.1 * static_cast<double>(seed));
  }
};

const MeasureRow& row_named(const MeasureTable& table, const std::string& name) {
  for (const MeasureRow& row : table.rows)
    if (row.name.starts_with(name)) return row;
  throw std::runtime_error("no row " + name);
}

const MeasureTable& table_named(const std::vector<MeasureTable>& tables, const std::string& title) {
  for (const MeasureTable& table : tables)
    if (table.title == title) return table;
  throw std::runtime_error("no table " + title);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_measures)

BOOST_AUTO_TEST_CASE(few_seeds_are_listed_and_five_are_averaged) {
  const std::string title = "Further metrics of the ends";
  const MeasuredFixture two(2), five(5);
  const auto few = measure_tables(read_folder(two.folder())),
             many = measure_tables(read_folder(five.folder()));
  BOOST_TEST(row_named(table_named(few, title), "precision").cells[0].value == "0.1, 0.2");
  const TableCell& mean = row_named(table_named(many, title), "precision").cells[0];
  BOOST_TEST(mean.value == "0.3");
  BOOST_TEST(mean.detail == "[0.1037, 0.4963]");  // 0.3 +- 2.776445 * 0.158114 / sqrt(5)
}

BOOST_AUTO_TEST_CASE(rows_name_space_direction_and_floor) {
  const MeasuredFixture fixture(2);
  const auto tables = measure_tables(read_folder(fixture.folder()));
  const MeasureTable& quality = table_named(tables, "Further metrics of the ends");
  BOOST_TEST(quality.columns ==
             (std::vector<std::string>{"short_run", "persistent", "target law"}));
  const MeasureRow& precision = row_named(quality, "precision");
  BOOST_TEST(precision.group == "pixels");
  BOOST_TEST(precision.name == "precision ↑");
  BOOST_TEST(precision.cells.back().value == "0.9");
  BOOST_TEST(row_named(quality, "energy_distance").name == "energy_distance ↓");
  BOOST_TEST(row_named(quality, "c2st").cells[0].value == "-");
  BOOST_TEST(quality.notes.back() == "↓ lower is better, ↑ higher is better.");
  BOOST_TEST(quality.notes.front() == "pixels, c2st: constant columns");
  const MeasureTable& chains = table_named(tables, "Chains");
  BOOST_TEST(row_named(chains, "R-hat").cells[1].value == "1.25, 1.25");
  BOOST_TEST(chains.columns == (std::vector<std::string>{"short_run", "persistent"}));
  BOOST_TEST(chains.notes.empty());
}

BOOST_AUTO_TEST_CASE(notes_that_differ_say_of_which_runs_they_are) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2},
                                  [](size_t, int64_t) { return 0.01; });
  for (const char* method : {"short_run", "persistent"})
    for (const int64_t seed : {1, 2}) {
      MetricRow row = unheard_of(1);
      row.note = method == std::string("short_run") && seed == 2 ? "burnt" : "raw";
      fixture.measure(method, seed, [&](MetricsRecord& metrics) { metrics.rows.push_back(row); });
    }
  const auto tables = measure_tables(read_folder(fixture.folder()));
  const auto& notes = table_named(tables, "Flavours").notes;
  BOOST_REQUIRE(notes.size() >= 2);
  BOOST_TEST(notes[0] ==
             "taste, umami (short_run seed 1, persistent seed 1, persistent seed 2): raw");
  BOOST_TEST(notes[1] == "taste, umami (short_run seed 2): burnt");
}

BOOST_AUTO_TEST_CASE(a_row_never_heard_of_is_printed_with_all_that_it_says) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1},
                                  [](size_t, int64_t) { return 0.1; });
  fixture.measure("persistent", 1, [](MetricsRecord& metrics) {
    metrics.rows.push_back(unheard_of(3));
    metrics.rows.push_back({.key = "flavour.verdict",
                            .group = "taste",
                            .name = "verdict",
                            .word = "savoury",
                            .table = "Flavours"});
    metrics.notes.emplace_back("Flavours", std::vector<std::string>{"Umami: the fifth taste."});
  });
  const auto tables = measure_tables(read_folder(fixture.folder()));
  BOOST_TEST_REQUIRE(tables.size() == 1U);
  const MeasureTable& table = tables[0];
  BOOST_TEST(table.title == "Flavours");
  BOOST_TEST(table.columns == (std::vector<std::string>{"short_run", "persistent", "target law"}));
  const MeasureRow& row = row_named(table, "umami");
  BOOST_TEST(row.group == "taste");
  BOOST_TEST(row.name == "umami, mg ↑");
  BOOST_TEST(row.cells[0].value == "-");
  BOOST_TEST(row.cells[1].value == "3");
  BOOST_TEST(row.cells[1].detail == "[2, 4], p 0.25");
  BOOST_TEST(row.cells[2].value == "12.5");
  BOOST_TEST(row_named(table, "verdict").cells[1].value == "savoury");
  BOOST_TEST(table.notes[0] == "Umami: the fifth taste.");
  BOOST_TEST(table.notes[1] == "taste, umami: of a tongue of silicon");
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  for (const char* text : {"Flavours", "umami, mg ↑", "[2, 4]", "12.5", "Umami: the fifth taste.",
                           "of a tongue of silicon", "savoury"})
    BOOST_TEST(html.find(text) != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_row_of_runs_that_diverged_too_has_all_its_values) {
  const ComparisonFixture fixture({"short_run"}, {1, 2}, [](size_t, int64_t) { return 0.1; });
  fixture.diverge("short_run", 2);
  for (const int64_t seed : {1, 2})
    fixture.measure("short_run", seed, [&](MetricsRecord& metrics) {
      metrics.rows.push_back(unheard_of(static_cast<double>(seed)));
    });
  const auto tables = measure_tables(read_folder(fixture.folder()));
  BOOST_TEST(row_named(table_named(tables, "Flavours"), "umami").cells[0].value == "1, 2");
}

BOOST_AUTO_TEST_CASE(runs_without_measures_have_no_table) {
  const ComparisonFixture fixture({"short_run"}, {1}, [](size_t, int64_t) { return 0.1; });
  const SavedComparison c = read_folder(fixture.folder());
  BOOST_TEST(measure_tables(c).empty());
}

BOOST_AUTO_TEST_CASE(a_diverged_seed_takes_the_place_of_a_mean) {
  const MeasuredFixture fixture(5);
  fixture.diverge("persistent", 2);
  const auto tables = measure_tables(read_folder(fixture.folder()));
  const MeasureRow& row = row_named(table_named(tables, "Chains"), "reach");
  BOOST_TEST(row.cells[0].value == "2.5");
  BOOST_TEST(row.cells[1].value == "1 of 5 diverged");
}

BOOST_AUTO_TEST_CASE(the_page_shows_them) {
  const MeasuredFixture fixture(5);
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  for (const char* text : {"<h2>Metrics</h2>", "Further metrics of the ends", "precision ↑",
                           "<h2>Verdict</h2>", "R-hat of the energy"})
    BOOST_TEST(html.find(text) != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "core/npy.h"
#include "folder_fixture.h"
#include "records/checksums.h"
#include "reports/page.h"
#include "reports/plots.h"
#include "reports/report.h"
#include "reports/table.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

ComparisonFixture one_run() {
  return {{"coopnets"}, {1}, [](size_t, int64_t) { return 0.01; }};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// All that a report makes of a folder, but for gnuplot's pictures.
std::string made_of(const SavedComparison& c) {
  std::string all = text_table(tabulate(c));
  for (const PlotEntry& entry : plot_table())
    if (const auto plot = entry.make(c)) all += plot->script + plot->data;
  return all + page(c, {});
}

/// Every place of a JSON value.
std::vector<Json::json_pointer> places(const Json& json,
                                       const Json::json_pointer& here = Json::json_pointer()) {
  std::vector<Json::json_pointer> all{here};
  if (!json.is_structured()) return all;
  for (const auto& [key, value] : json.items())
    for (auto& place : places(value, json.is_array() ? here / std::stoul(key) : here / key))
      all.push_back(std::move(place));
  return all;
}

void write_density(const fs::path& run, const torch::Tensor& learned) {
  fs::create_directories(run / "density");
  write_npy(run / "density" / "x.npy", torch::linspace(-1, 1, 5));
  write_npy(run / "density" / "y.npy", torch::linspace(-2, 2, 4));
  write_npy(run / "density" / "true.npy", torch::zeros({4, 5}));
  write_npy(run / "density" / "learned.npy", learned);
}

std::string with_field(const std::string& log, size_t row, size_t column, const std::string& text) {
  size_t at = 0;
  for (size_t i = 0; i < row; ++i) at = log.find('\n', at) + 1;
  for (size_t i = 0; i < column; ++i) at = log.find(',', at) + 1;
  return log.substr(0, at) + text + log.substr(log.find_first_of(",\n", at));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_damage)

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_the_header_of_a_log_is_a_remark_and_the_log_is_missing) {
  const ComparisonFixture fixture = one_run();
  const fs::path run = fixture.run("coopnets", 1);
  for (const char* name : {"train.csv", "time.csv", "validation.csv"}) {
    const std::string whole = read_text(run / name);
    for (size_t at = 0; at <= whole.find('\n'); ++at)
      for (const int bit : {0, 3, 5, 7}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
        write_whole(run / name, damaged);
        const SavedComparison c = read_folder(run);
        BOOST_REQUIRE(c.runs[0].remarks.size() == 1U);
        BOOST_TEST(c.runs[0].remarks[0].starts_with(name));
        BOOST_TEST(has(made_of(c), "can&#39;t be read"));
      }
    write_whole(run / name, whole);
  }
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_in_a_file_is_a_remark_or_refused_in_words) {
  const ComparisonFixture fixture = one_run();
  const fs::path run = fixture.run("coopnets", 1);
  const std::vector<Json> others{nullptr, true,           7,          -1,
                                 1.5,     1e308,          "text",     Json::array(),
                                 {1, 2},  Json::object(), {{"a", 1}}, uint64_t{1} << 63};
  for (const fs::path& file : {run / "state.json", run / "config.json", run / "metrics.json",
                               run / "machine.json", fixture.folder() / "comparison.json"}) {
    const std::string whole = read_text(file);
    const Json json = parse_json(whole, file.string());
    for (const auto& place : places(json))
      for (const Json& other : others) {
        Json damaged = json;
        damaged[place] = other;
        write_whole(file, damaged.dump());
        for (const fs::path& folder : {run, fixture.folder()}) {
          BOOST_TEST_CONTEXT(file << " " << place.to_string() << " " << other) try {
            BOOST_TEST(!made_of(read_folder(folder)).empty());
          } catch (const UserError& error) {
            BOOST_TEST(has(error.what(), file.filename().string()), error.what());
          }
        }
      }
    write_whole(file, whole);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_what_the_run_wrote_is_a_remark) {
  const ComparisonFixture fixture = one_run();
  const RunPaths run{fixture.run("coopnets", 1)};
  write_checksums(run, read_text(run.state()));
  const auto remarks = [&] { return read_folder(run.folder).runs[0].remarks; };
  BOOST_TEST(remarks().empty());
  std::string text = read_text(run.metrics());
  text.at(text.find("0.01")) = '9';
  write_whole(run.metrics(), text);
  BOOST_REQUIRE(remarks().size() == 1U);
  BOOST_TEST(has(remarks()[0], "not what the run wrote: metrics.json;"), remarks()[0]);
  for (const char* name : {"000020-start", "000020-end", "final-start", "final-end", "data"})
    fs::remove(run.grid(name));
  BOOST_REQUIRE(remarks().size() == 1U);
  BOOST_TEST(has(remarks()[0], "not what the run wrote: metrics.json, grids/000020-end.png, "),
             remarks()[0]);
  BOOST_TEST(has(remarks()[0], "grids/final-end.png and 1 more; --resume"), remarks()[0]);
  BOOST_TEST(has(result_table(read_folder(fixture.folder())), "coopnets, seed 1: " + remarks()[0]));
}

BOOST_AUTO_TEST_CASE(a_state_that_checksums_do_not_know_is_named) {
  const ComparisonFixture fixture = one_run();
  const RunPaths run{fixture.run("coopnets", 1)};
  write_training_checksums(run);
  const auto remarks = read_folder(fixture.folder()).runs[0].remarks;
  BOOST_REQUIRE(remarks.size() == 1U);
  BOOST_TEST(has(remarks[0], "state.json says that the run has ended, and checksums.json"));
}

BOOST_AUTO_TEST_CASE(json_however_deep_is_a_remark) {
  const ComparisonFixture fixture = one_run();
  const fs::path run = fixture.run("coopnets", 1);
  for (const char* name : {"state.json", "config.json", "metrics.json", "machine.json"}) {
    const std::string whole = read_text(run / name);
    write_whole(run / name, "{\"a\": " + std::string(100000, '[') + std::string(100000, ']') + "}");
    const SavedComparison c = read_folder(fixture.folder());
    BOOST_REQUIRE(c.runs[0].remarks.size() == 1U);
    BOOST_TEST(has(c.runs[0].remarks[0], "100 deep"));
    write_whole(run / name, whole);
  }
}

BOOST_AUTO_TEST_CASE(a_number_too_large_to_draw_or_none_leaves_every_picture) {
  for (const char* name : {"train.csv", "time.csv", "validation.csv"})
    for (const char* text : {"1e308", "-1e308", "1e99", "-1e99", "x", "inf", ""}) {
      const ComparisonFixture fixture = one_run();
      const fs::path file = fixture.run("coopnets", 1) / name;
      const std::string log = read_text(file);
      const auto columns = std::count(log.begin(), log.begin() + long(log.find('\n')), ',');
      std::string damaged = log;
      for (size_t column = 1; column <= size_t(columns); ++column)
        damaged = with_field(damaged, 1, column, text);
      write_whole(file, damaged);
      const std::string html = read_text(write_report(read_folder(fixture.folder())));
      BOOST_TEST_CONTEXT(name << " " << text) {
        BOOST_TEST(!has(html, "Not drawn"));
        BOOST_TEST(has(html, "data:image/svg+xml;base64,"));
        BOOST_TEST(has(html, "line 2 is no number") == (text == std::string("x")));
      }
    }
}

BOOST_AUTO_TEST_CASE(metrics_too_large_to_draw_leave_every_picture) {
  const ComparisonFixture fixture = one_run();
  fixture.measure("coopnets", 1, [](MetricsRecord& metrics) {
    for (MetricRow& row : metrics.rows) row.estimate = 1e308;
    for (auto& [key, values] : metrics.series) values.assign(15, -1e308);
  });
  BOOST_TEST(!has(read_text(write_report(read_folder(fixture.folder()))), "Not drawn"));
}

BOOST_AUTO_TEST_CASE(a_plot_that_can_not_be_drawn_is_a_sentence_and_the_rest_stands) {
  const ComparisonFixture fixture = one_run();
  const fs::path run = fixture.run("coopnets", 1);
  write_density(run, torch::zeros({5, 4}));
  const std::string html = read_text(write_report(read_folder(fixture.folder())));
  BOOST_TEST(has(html, "Not drawn: "));
  BOOST_TEST(has(html, "learned.npy must have a row a value of y.npy"));
  BOOST_TEST(has(html, "alt=\"Energy difference d\""));
  BOOST_CHECK_THROW(write_plots(fixture.folder(), {"density"}, fixture.folder() / "out"),
                    UserError);
  write_whole(run / "density" / "learned.npy", "no array");
  BOOST_TEST(
      has(read_text(write_report(read_folder(fixture.folder()))), "is not a NumPy .npy file"));
  write_density(run, torch::full({4, 5}, 1e6));
  BOOST_TEST(!has(read_text(write_report(read_folder(fixture.folder()))), "Not drawn"));
}

BOOST_AUTO_TEST_CASE(a_plot_without_data_names_the_damage) {
  const ComparisonFixture fixture = one_run();
  write_whole(fixture.run("coopnets", 1) / "train.csv", "iteration,d\n0,1\n");
  BOOST_CHECK_EXCEPTION(write_plots(fixture.folder(), {"d"}, fixture.folder() / "out"), UserError,
                        says({"nothing to draw for 'd'", "train.csv: has no column 'r'"}));
}

BOOST_AUTO_TEST_CASE(a_grid_that_is_no_picture_is_named_in_its_place) {
  const ComparisonFixture fixture = one_run();
  write_whole(RunPaths{fixture.run("coopnets", 1)}.final_grid("end"), "no picture");
  const std::string html = page(read_folder(fixture.folder()), {});
  BOOST_TEST(has(html, "final-end.png: is no PNG picture"));
  BOOST_TEST(has(html, "coopnets, seed 1: starts"));
}

BOOST_AUTO_TEST_CASE(what_a_terminal_obeys_is_not_printed) {
  const ComparisonFixture fixture = one_run();
  fixture.measure("coopnets", 1,
                  [](MetricsRecord& metrics) { metrics.rows[0].word = "\x1b]0;title\x07"; });
  for (const char c : result_table(read_folder(fixture.folder())))
    BOOST_TEST((c == '\n' || c >= 32 || c < 0));
}

BOOST_AUTO_TEST_SUITE_END()

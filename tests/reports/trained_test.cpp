#include "reports/trained.h"

#include <boost/test/unit_test.hpp>

#include "folder_fixture.h"
#include "records/trained_files.h"
#include "reports/report.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

ComparisonFixture one_method() {
  return {{"short_run"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
}

TrainedPaths result_of(const ComparisonFixture& fixture, const std::string& name,
                       const TrainedRecord& record) {
  const TrainedPaths paths{RunPaths{fixture.run("short_run", 1)}.trained() / name};
  fs::create_directories(paths.grids());
  for (const std::string& picture : record.pictures)
    if (picture.find('/') == std::string::npos) write_whole(paths.grid(picture), kPicture);
  write_record(paths.result(), record);
  return paths;
}

std::string section(const ComparisonFixture& fixture) {
  return trained_section(read_folder(fixture.folder()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_trained)

BOOST_AUTO_TEST_CASE(a_folder_in_which_nothing_was_asked_has_no_section) {
  const ComparisonFixture fixture = one_method();
  BOOST_TEST(section(fixture) == "");
  BOOST_TEST(
      !has(read_text(write_report(read_folder(fixture.folder()))), "What the trained nets do"));
}

BOOST_AUTO_TEST_CASE(long_chains_have_a_row_a_mark_and_their_pictures) {
  const ComparisonFixture fixture = one_method();
  const TrainedPaths paths = result_of(fixture, "sample-mala-noise-100",
                                       {.command = "sample",
                                        .title = "64 chains <of> mala",
                                        .status = "diverged",
                                        .reason = "|x| = 2000",
                                        .pictures = {"000000000", "000000010"},
                                        .captions = {"0 steps", "10 steps"},
                                        .notes = {"how to read"}});
  RowLog<ChainRow> rows(paths.rows(), {});
  rows.append({.step = 0, .energy = 3.25, .mmd2 = 0.5});
  rows.append({.step = 10, .energy = 1.125, .accepted = 0.625, .mmd2 = 0.25});
  rows.sync();
  const std::string html = section(fixture);
  for (const char* part : {"seed 1, sample: 64 chains &lt;of&gt; mala", "diverged: |x| = 2000",
                           "3.25", "1.125", "0.625", "accepted", "10 steps", "how to read"})
    BOOST_TEST(has(html, part), part);
  // No image has pixels, so no column of theirs.
  BOOST_TEST(!has(html, "outside"));
  BOOST_TEST(
      has(read_text(write_report(read_folder(fixture.folder()))), "What the trained nets do"));
}

BOOST_AUTO_TEST_CASE(numbers_stand_with_their_intervals) {
  const ComparisonFixture fixture = one_method();
  const TrainedPaths paths =
      result_of(fixture, "score-test",
                {.command = "score", .title = "t", .status = "finished", .pictures = {"typical"}});
  write_metrics(paths.metrics(), {.part = "test",
                                  .batch_norm = "none",
                                  .rows = {{.key = "score.energy",
                                            .group = "mean",
                                            .name = "energy",
                                            .estimate = 2.5,
                                            .low = 2.25,
                                            .high = 2.75}},
                                  .notes = {},
                                  .series = {}});
  const std::string html = section(fixture);
  BOOST_TEST(has(html, "2.5<small>[2.25, 2.75]</small>"));
  BOOST_TEST(has(html, "typical"));
}

BOOST_AUTO_TEST_CASE(what_is_damaged_or_leads_out_is_a_sentence) {
  const ComparisonFixture fixture = one_method();
  result_of(fixture, "a",
            {.command = "score", .title = "t", .status = "finished", .pictures = {"../../x"}});
  const TrainedPaths broken = result_of(fixture, "b", {.command = "score", .title = "t"});
  write_whole(broken.result(), "{");
  fs::create_directory_symlink("/", RunPaths{fixture.run("short_run", 2)}.trained());
  const std::string html = section(fixture);
  BOOST_TEST(has(html, "pictures: becomes a folder"));
  BOOST_TEST(has(html, "this is not JSON"));
  BOOST_TEST(has(html, "leads out of"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/run_folder.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "folder_fixture.h"

using namespace coopbench;

namespace {

ComparisonFixture two_methods() {
  return {{"short_run", "persistent"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
}

auto says(const std::string& text) {
  return [text](const std::exception& e) {
    return std::string(e.what()).find(text) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_run_folder)

BOOST_AUTO_TEST_CASE(a_comparison_is_read_whole) {
  const ComparisonFixture fixture = two_methods();
  const SavedComparison c = read_folder(fixture.folder());
  BOOST_TEST(c.preset.title == "A tiny comparison");
  BOOST_TEST(c.controlled);
  BOOST_REQUIRE(c.runs.size() == 4u);
  BOOST_TEST(c.runs[3].method == "persistent");
  BOOST_TEST(c.runs[3].seed == 2);
  BOOST_TEST(c.runs[0].finished());
  BOOST_TEST(c.runs[0].train.at("d").size() == 40u);
  BOOST_TEST(c.runs[0].number("mmd2.end") == 0.01);
  BOOST_TEST(c.runs[0].metrics->values("stability.cross").size() == 31u);
  BOOST_TEST(c.of("persistent").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_single_run_is_a_comparison_of_one) {
  const ComparisonFixture fixture = two_methods();
  const SavedComparison c = read_folder(fixture.run("persistent", 2));
  BOOST_TEST(c.methods == std::vector<std::string>{"persistent"}, boost::test_tools::per_element());
  BOOST_REQUIRE(c.runs.size() == 1u);
  BOOST_TEST(c.runs[0].seed == 2);
}

BOOST_AUTO_TEST_CASE(missing_runs_and_files_are_no_error) {
  const ComparisonFixture fixture = two_methods();
  std::filesystem::remove_all(fixture.run("short_run", 1));
  for (const char* file : {"state.json", "train.csv", "metrics.json", "machine.json"})
    std::filesystem::remove(fixture.run("short_run", 2) / file);
  write_whole(fixture.run("persistent", 1) / "metrics.json", "{\"part\": \"te");
  const SavedComparison c = read_folder(fixture.folder());
  BOOST_TEST(c.runs[0].status == "not started");
  BOOST_TEST(c.runs[1].status == "unknown");
  BOOST_TEST(!c.runs[1].metrics.has_value());
  BOOST_TEST(!c.runs[2].metrics.has_value());
  BOOST_REQUIRE(c.runs[2].remarks.size() == 1u);
  BOOST_TEST(c.runs[2].remarks[0].starts_with("metrics.json"));
}

BOOST_AUTO_TEST_CASE(a_diverged_run_has_reason_and_no_scores) {
  const ComparisonFixture fixture = two_methods();
  fixture.diverge("short_run", 2);
  const SavedRun run = read_folder(fixture.folder()).runs[1];
  BOOST_TEST(run.diverged());
  BOOST_TEST(run.iteration == 17);
  BOOST_TEST(run.row("mmd2.end") == nullptr);
  BOOST_TEST(run.row("stability.verdict")->word == "diverged");
}

BOOST_AUTO_TEST_CASE(folders_of_another_schema_are_refused_with_both_versions) {
  for (const char* file : {"comparison.json", "short_run/seed-1/config.json",
                           "persistent/seed-2/state.json", "persistent/seed-2/metrics.json"})
    for (const auto& [version, advice] :
         {std::pair{kSchemaVersion + 1, "a later one"}, std::pair{int64_t{1}, "run it again"}}) {
      const ComparisonFixture fixture = two_methods();
      fixture.change(file, [&other = version](Json& json) { json["schema_version"] = other; });
      for (const std::string& words :
           {std::string(file), std::string(advice), fmt::format("schema_version {}", version),
            fmt::format("reads {}", kSchemaVersion)})
        BOOST_CHECK_EXCEPTION(read_folder(fixture.folder()), UserError, says(words));
    }
  const ComparisonFixture fixture = two_methods();
  fixture.change("short_run/seed-1/state.json", [](Json& json) { json["schema_version"] = 4; });
  BOOST_CHECK_THROW(read_folder(fixture.run("short_run", 1)), SchemaError);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_neither_is_refused_with_what_is_missing) {
  const ComparisonFixture fixture = two_methods();
  BOOST_CHECK_EXCEPTION(read_folder(fixture.folder() / "short_run"), UserError,
                        says("comparison.json is missing"));
  BOOST_CHECK_EXCEPTION(read_folder(fixture.folder() / "none"), UserError, says("no such folder"));
  write_whole(fixture.folder() / "comparison.json", "{");
  BOOST_CHECK_THROW(read_folder(fixture.folder()), UserError);
}

BOOST_AUTO_TEST_CASE(a_run_in_the_place_of_another_is_nobodys) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2, 3},
                                  [](size_t, int64_t) { return 0.01; });
  fixture.change("short_run/seed-2/config.json", [](Json& c) { c["method"] = "persistent"; });
  fixture.change("short_run/seed-3/config.json", [](Json& c) { c["sampler"]["steps"] = 21; });
  fixture.change("persistent/seed-2/config.json", [](Json& c) { c["seed"] = 1; });
  const SavedComparison c = read_folder(fixture.folder());
  for (const auto& [run, why] : {std::pair{1, "it is of method \"persistent\", seed 2"},
                                 std::pair{2, "its settings are not those of seed 1"},
                                 std::pair{4, "it is of method \"persistent\", seed 1"}}) {
    const SavedRun& wrong = c.runs[static_cast<size_t>(run)];
    BOOST_TEST(wrong.status == "unknown");
    BOOST_TEST(!wrong.metrics.has_value());
    BOOST_REQUIRE(!wrong.remarks.empty());
    BOOST_TEST(wrong.remarks.back().find(why) != std::string::npos, wrong.remarks.back());
  }
  for (const size_t run : {size_t{0}, size_t{3}, size_t{5}}) BOOST_TEST(c.runs[run].finished());
}

BOOST_AUTO_TEST_SUITE_END()

#include "records/schema.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "records/run_files.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(records_schema)

BOOST_AUTO_TEST_CASE(a_record_is_read_as_it_was_written) {
  const TemporaryFolder folder;
  write_record(folder / "comparison.json", ComparisonRecord{.preset = {.name = "tiny",
                                                                       .title = "",
                                                                       .version = 4,
                                                                       .description = "",
                                                                       .source = "",
                                                                       .notes = {"one", "two"}},
                                                            .controlled = false,
                                                            .methods = {"short_run"},
                                                            .seeds = {2, 5}});
  const auto read = read_record<ComparisonRecord>(folder / "comparison.json");
  BOOST_TEST(read.preset.name == "tiny");
  BOOST_TEST(read.preset.version == 4);
  BOOST_TEST(read.preset.notes.size() == 2U);
  BOOST_TEST(!read.controlled);
  BOOST_TEST(read.seeds == (std::vector<int64_t>{2, 5}), boost::test_tools::per_element());
  BOOST_TEST(read_text(folder / "comparison.json")
                 .starts_with(fmt::format("{{\n  \"schema_version\": {},", kSchemaVersion)));
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_known_are_left_alone_and_wrong_values_refused) {
  const TemporaryFolder folder;
  const auto write = [&](const char* more) {
    write_whole(folder / "state.json",
                fmt::format("{{\"schema_version\": {}, {}}}", kSchemaVersion, more));
  };
  write(R"("status": "finished", "mood": "good")");
  BOOST_TEST(read_record<RunState>(folder / "state.json").status == "finished");
  write(R"("status": "fine")");
  BOOST_CHECK_EXCEPTION(read_record<RunState>(folder / "state.json"), UserError,
                        says({"state.json.status", "finished"}));
  write(R"("iteration": "many")");
  BOOST_CHECK_EXCEPTION(read_record<RunState>(folder / "state.json"), UserError,
                        says({"state.json.iteration", "a whole number"}));
}

BOOST_AUTO_TEST_CASE(another_schema_is_refused_with_both_versions_and_what_to_do) {
  const TemporaryFolder folder;
  const auto file = folder / "state.json";
  write_whole(file, R"({"schema_version": 99, "status": "finished"})");
  BOOST_CHECK_EXCEPTION(
      read_record<RunState>(file), SchemaError,
      says({"state.json", "99", fmt::format("reads {}", kSchemaVersion), "later"}));
  write_whole(file, R"({"schema_version": 1, "status": "finished"})");
  BOOST_CHECK_EXCEPTION(read_record<RunState>(file), SchemaError,
                        says({"state.json", "schema_version 1", "run it again"}));
  BOOST_CHECK_THROW(need_known_schema({folder / "missing.json", file}), SchemaError);
  write_whole(file, R"({"status": "finished"})");
  BOOST_CHECK_EXCEPTION(read_record<RunState>(file), UserError, says({"has no schema_version"}));
  BOOST_CHECK_NO_THROW(need_known_schema({folder / "missing.json", file}));
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include "cli/small_preset.h"
#include "core/json.h"

using namespace coopbench;

namespace {

/// The program with its streams as the words say, in a shell of its own.
Ran run_redirected(const TemporaryFolder& folder, const std::string& words) {
  return run_command(folder, fmt::format("( '{}' {} )", COOPBENCH_PROGRAM, words));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_AUTO_TEST_CASE(closed_streams_do_not_write_into_the_files_of_a_run) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  BOOST_REQUIRE(run_program(folder, "run p.json --out open").exit_code == 0);
  int number = 0;
  for (const char* streams : {"2>&-", ">&-", "<&- >&- 2>&-"}) {
    const std::string out = fmt::format("closed{}", number++);
    BOOST_TEST(run_redirected(folder, "run p.json --out " + out + " " + streams).exit_code == 0,
               streams);
    for (const char* file : {"train.csv", "validation.csv", "metrics.json", "config.json"})
      BOOST_TEST(read_text(folder / ("open/" + std::string(file))) ==
                     read_text(folder / (out + "/" + file)),
                 streams << " " << file);
  }
}

BOOST_AUTO_TEST_CASE(results_that_can_not_be_written_are_a_failure) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  for (const char* words :
       {"list", "list data", "version", "show p.json", "show p.json --json", "show settings",
        "--help", "compare --help", "validate p.json", "run p.json --out r --quiet"}) {
    const Ran ran = run_redirected(folder, std::string(words) + " >/dev/full");
    BOOST_TEST(ran.exit_code == 1, words);
    BOOST_TEST(ran.err.find("can't write to stdout") != std::string::npos, words << ran.err);
    BOOST_TEST(std::count(ran.err.begin(), ran.err.end(), '\n') == 1, words << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(a_reader_that_ends_costs_no_results) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  const std::string command = fmt::format("'{}' compare p.json --out q", COOPBENCH_PROGRAM);
  BOOST_TEST(run_command(folder, "( ( " + command + "; echo $? >code ) 2>&1 | true )").exit_code ==
             0);
  BOOST_TEST(read_text(folder / "code") == "1\n");  // its table went nowhere
  BOOST_TEST(read_text(folder / "q/short_run/seed-1/state.json").find("finished") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_message_is_one_line_without_control_characters) {
  const TemporaryFolder folder;
  const Ran escape = run_program(folder, R"words(show "$(printf 'a\033[2J\nb\377')")words");
  BOOST_TEST(escape.exit_code == 2);
  BOOST_TEST(escape.err.find(R"('a\x1b[2J\nb\xff')") != std::string::npos, escape.err);
  Json json = parse_json(small_preset, "preset");
  json["title"] = "one\x1b[2J\ntwo";
  json["methods"]["short_run"]["start"]["name"] = std::string("a\0b", 3);
  write_whole(folder / "nul.json", json.dump());
  const Ran nul = run_program(folder, "validate nul.json");
  BOOST_TEST(nul.err.find(R"(the text 'a\x00b' holds a NUL)") != std::string::npos, nul.err);
  json["methods"]["short_run"]["start"]["name"] = "noise";
  write_whole(folder / "title.json", json.dump());
  const Ran shown = run_program(folder, "show title.json");
  BOOST_TEST(shown.out.find("one\\x1b[2J\ntwo") != std::string::npos, shown.out);
}

BOOST_AUTO_TEST_CASE(numbers_of_options_are_decimal) {
  const TemporaryFolder folder;
  write_whole(folder / "p.json", small_preset);
  const Ran ran = run_program(folder, "run p.json --seed 010 --quiet");
  BOOST_TEST(ran.out == "runs/p-short_run-seed-10\n", ran.err);
  const Ran largest = run_program(folder, "run p.json --seed 9223372036854775807 --quiet");
  BOOST_TEST(largest.out == "runs/p-short_run-seed-9223372036854775807\n", largest.err);
  const Ran both = run_program(folder, "compare p.json --seeds 007,8 --quiet --out q");
  BOOST_TEST(both.exit_code == 0, both.err);
  for (const char* run : {"q/short_run/seed-7", "q/short_run/seed-8"})
    BOOST_TEST(std::filesystem::exists(folder / run), run);
}

BOOST_AUTO_TEST_SUITE_END()

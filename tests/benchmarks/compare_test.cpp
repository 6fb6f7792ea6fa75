#include <boost/test/unit_test.hpp>

#include "run_command.h"

using coopbench::read_text;

namespace {

const std::string fixtures = COOPBENCH_SOURCE_DIR "/tests/benchmarks/",
                  old_file = fixtures + "old.json", new_file = fixtures + "new.json";

Ran perf(const TemporaryFolder& folder, const std::string& words) {
  return run_command(folder, "python3 -B " COOPBENCH_SOURCE_DIR "/benchmarks/perf.py " + words);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compare)

BOOST_AUTO_TEST_CASE(rows_that_are_a_tenth_slower_are_named_and_fail) {
  const TemporaryFolder folder;
  const Ran ran = perf(folder, "--from " + new_file + " --compare " + old_file);
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(has(ran.out, "slow, plain, 1 thread(s): slower, 1.20 x raw, 1.20 x relative"));
  // As quick as before, while the matrix product of its run took 0.8 of the time.
  BOOST_TEST(has(ran.out, "left_behind, plain, 2 thread(s): slower, 1.25 x relative"));
  BOOST_TEST(has(ran.out, "failed, plain, 1 thread(s): was measured before, now: no memory"));
  for (const char* fine : {"steady", "quick", "added", "JAX", "matrix_product"})
    BOOST_TEST(!has(ran.out, std::string(fine) + ", "), fine);
}

BOOST_AUTO_TEST_CASE(a_run_is_not_slower_than_itself) {
  const TemporaryFolder folder;
  const Ran ran = perf(folder, "--from " + old_file + " --compare " + old_file);
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(!has(ran.out, "slower"));
}

BOOST_AUTO_TEST_CASE(the_tables_replace_what_stands_between_the_marks) {
  const TemporaryFolder folder;
  std::ofstream(folder / "page.md")
      << "before\n<!-- perf: begin -->\nold\n<!-- perf: end -->\nafter\n";
  BOOST_TEST(perf(folder, "--from " + new_file + " --markdown page.md").exit_code == 0);
  const std::string page = read_text(folder / "page.md");
  BOOST_TEST(has(page, "before\n<!-- perf: begin -->\na processor, 2 cores"));
  BOOST_TEST(has(page, "| steady | plain | 1 | 1090 |"));
  BOOST_TEST(has(page, "<!-- perf: end -->\nafter\n"));
  BOOST_TEST(!has(page, "\nold\n"));
}

BOOST_AUTO_TEST_CASE(bad_words_are_refused_before_anything_is_measured) {
  const TemporaryFolder folder;
  std::ofstream(folder / "page.md") << "no marks\n";
  std::ofstream(folder / "other.json") << "{\"schema_version\": 2}\n";
  std::ofstream(folder / "text.json") << "text\n";
  for (const auto& [words, message] : std::map<std::string, std::string>{
           {"--only '('", "'(' is no regular expression"},
           {"--rounds 0", "--rounds: must be above 0"},
           {"--rounds many", "--rounds"},
           {"--seconds -1", "--seconds"},
           {"--compare missing.json", "missing.json"},
           {"--compare other.json", "schema_version must be 1"},
           {"--compare text.json", "text.json: is no file of ./bench perf"},
           {"--markdown page.md", "page.md: has no lines"},
           {"--from " + old_file + " --peers", "--from measures nothing"},
           {"--pers", "--pers"}}) {
    const Ran ran = perf(folder, words);
    BOOST_TEST(ran.exit_code == 2, words << ": " << ran.err);
    BOOST_TEST(has(ran.err, message), words << ": " << ran.err);
    BOOST_TEST(ran.out == "", words);
  }
}

BOOST_AUTO_TEST_SUITE_END()

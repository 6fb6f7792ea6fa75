#include <boost/test/unit_test.hpp>

#include "cli/program.h"
#include "reports/folder_fixture.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(diff)

BOOST_AUTO_TEST_CASE(the_exit_code_says_whether_runs_differ_and_the_words_where) {
  const ComparisonFixture fixture({"short_run"}, {1, 2}, [](size_t, int64_t) { return 0.01; });
  const TemporaryFolder folder;
  std::filesystem::copy(fixture.run("short_run", 1), folder / "a",
                        std::filesystem::copy_options::recursive);
  std::filesystem::copy(fixture.run("short_run", 1), folder / "b",
                        std::filesystem::copy_options::recursive);
  const Ran same = run_program(folder, "diff a b");
  BOOST_TEST(same.exit_code == 0, same.err);
  BOOST_TEST(same.out.starts_with("no difference: "), same.out);
  BOOST_TEST(same.err == "");

  write_whole(folder / "b/validation.csv",
              "iteration,gradient_evaluations,mmd2_start,mmd2_end\n20,25600,0.5,0.25\n");
  std::filesystem::remove(folder / "b/metrics.json");
  const Ran other = run_program(folder, "diff a b");
  BOOST_TEST(other.exit_code == 1);
  BOOST_TEST(other.err == "");
  BOOST_TEST(other.out.starts_with("first difference: validation.csv, iteration 20, mmd2_end\n"
                                   "  a: 0.1\n  b: 0.25\nalso different: metrics.json\nequal: "),
             other.out);

  std::filesystem::create_directories(folder / "b/grids");
  write_whole(folder / "b/grids/\x1b[31m\n.png", "");
  const Ran named = run_program(folder, "diff a b");
  BOOST_TEST(named.out.find("\\x1b[31m\\n.png") != std::string::npos, named.out);
  BOOST_TEST(named.out.find('\x1b') == std::string::npos, named.out);

  for (const char* words : {"diff a", "diff a nowhere", "diff a b --all"}) {
    const Ran bad = run_program(folder, words);
    BOOST_TEST(bad.exit_code == 2, words);
    BOOST_TEST(bad.out == "", words);
    BOOST_TEST(std::count(bad.err.begin(), bad.err.end(), '\n') == 1, bad.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()

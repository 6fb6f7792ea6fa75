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

  std::string config = read_text(folder / "b/config.json");
  write_whole(folder / "b/config.json",
              config.replace(config.find("\"steps\": 20"), 11, "\"steps\": 7"));
  const Ran set = run_program(folder, "diff a b");
  BOOST_TEST(
      set.out.find("  b: 0.25\nsettings differ: config.json, sampler.steps\n  a: 20\n  b: 7\n"
                   "also different: config.json, metrics.json\n") != std::string::npos,
      set.out);
  const Ran full =
      run_command(folder, fmt::format("( '{}' diff a b >/dev/full )", COOPBENCH_PROGRAM));
  BOOST_TEST(full.exit_code == 2);
  BOOST_TEST(full.err.find("can't write to stdout") != std::string::npos, full.err);

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

BOOST_AUTO_TEST_CASE(each_run_of_a_comparison_says_where_it_differs_first) {
  const auto end = [](size_t, int64_t) { return 0.01; };
  const ComparisonFixture one({"short_run"}, {1, 2}, end), other({"short_run"}, {1, 2}, end);
  for (const int64_t seed : {1, 2})
    write_whole(
        other.run("short_run", seed) / "validation.csv",
        fmt::format("iteration,gradient_evaluations,mmd2_start,mmd2_end\n{},1,1,1\n", seed));
  const TemporaryFolder folder;
  const Ran ran = run_program(
      folder, fmt::format("diff '{}' '{}'", one.folder().string(), other.folder().string()));
  BOOST_TEST(ran.out.starts_with("first difference: short_run/seed-1/validation.csv, "), ran.out);
  BOOST_TEST(
      ran.out.find("first difference of short_run/seed-2: short_run/seed-2/validation.csv, ") !=
          std::string::npos,
      ran.out);
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/summary.h"

#include <boost/test/unit_test.hpp>

#include "folder_fixture.h"

using namespace coopbench;

namespace {

std::vector<std::string> sentences(const ComparisonFixture& fixture) {
  const SavedComparison c = read_folder(fixture.folder());
  return summary(c, pairs_of(c));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_summary)

BOOST_AUTO_TEST_CASE(the_first_sentence_tells_of_whole_systems_when_not_controlled) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2},
                                  [](size_t, int64_t) { return 0.01; });
  BOOST_TEST(!has(sentences(fixture)[0], "whole systems"));
  fixture.change("comparison.json", [](Json& c) { c["controlled"] = false; });
  BOOST_TEST(has(sentences(fixture)[0], "differ in more than their chain starts"));
  BOOST_TEST(has(sentences(fixture)[0], "whole systems"));
}

BOOST_AUTO_TEST_CASE(few_seeds_give_points) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2}, [](size_t m, int64_t s) {
    return 0.1 * double(m + 1) + 0.01 * double(s);
  });
  const auto all = sentences(fixture);
  BOOST_TEST(has(all[0], "can't be compared: no metric that all runs have"));
  BOOST_TEST(has(all[1], "short_run 0.1100 and 0.1200, persistent 0.2100 and 0.2200"));
  BOOST_TEST(has(all[1], "fashion_mnist"));
  BOOST_TEST(has(all[2], "one setting of each method"));
}

BOOST_AUTO_TEST_CASE(a_single_method_is_not_compared) {
  const ComparisonFixture fixture({"short_run"}, {1, 2}, [](size_t, int64_t) { return 0.01; });
  BOOST_TEST(sentences(fixture).size() == 1U);
}

BOOST_AUTO_TEST_CASE(runs_without_an_end_are_named) {
  const ComparisonFixture fixture({"short_run", "persistent"}, {1, 2},
                                  [](size_t, int64_t) { return 0.01; });
  fixture.diverge("persistent", 2);
  std::filesystem::remove_all(fixture.run("short_run", 1));
  fixture.change("short_run/seed-2/state.json", [](Json& state) {
    state["status"] = "interrupted";
    state["iteration"] = 12;
  });
  const auto all = sentences(fixture);
  BOOST_REQUIRE(all.size() == 6u);
  BOOST_TEST(all[3] == "short_run, seed 1 was not started.");
  BOOST_TEST(all[4] == "short_run, seed 2 is not finished: interrupted after 12 of 40 iterations.");
  BOOST_TEST(all[5] ==
             "persistent, seed 2 diverged at iteration 17 (|d| = 2e+12 passed its bound 1e+11).");
  BOOST_TEST(has(all[1], "persistent 1 of 2 diverged"));
}

BOOST_AUTO_TEST_SUITE_END()

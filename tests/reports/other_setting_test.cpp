#include "reports/other_setting.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "folder_fixture.h"
#include "reports/report.h"
#include "reports/summary.h"

using namespace coopbench;

namespace {

const std::vector<std::string> kMethods{"short_run", "persistent"};
const std::vector<int64_t> kSeeds{1, 2, 3, 4, 5, 6, 7};

/// MMD² on two blocks, lower for the method of index `best`; coverage too where `both`.
std::unique_ptr<ComparisonFixture> planted(size_t best, double noise, bool both = false,
                                           const std::vector<int64_t>& seeds = kSeeds) {
  auto fixture =
      std::make_unique<ComparisonFixture>(kMethods, seeds, [](size_t, int64_t) { return 0.01; });
  for (size_t m = 0; m < kMethods.size(); ++m)
    for (const int64_t seed : seeds) {
      const double wobble = 0.001 * static_cast<double>(seed % 3);
      fixture->measure(kMethods[m], seed, [&](MetricsRecord& metrics) {
        const double mmd2 = (m == best ? 0.01 : 0.1) + wobble;
        metrics.series.emplace_back("blocks.mmd2", std::vector<double>{mmd2, mmd2 * 1.01});
        const double coverage = (m == 0 ? 0.8 : 0.2) + wobble;
        if (both)
          metrics.series.emplace_back("blocks.coverage",
                                      std::vector<double>{coverage, coverage * 1.01});
      });
      fixture->change(kMethods[m] + "/seed-" + std::to_string(seed) + "/config.json",
                      [&](Json& config) { config["training"]["data_noise"] = noise; });
    }
  return fixture;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

OtherSetting other_of(const ComparisonFixture& first, const ComparisonFixture& second) {
  return other_setting(read_folder(first.folder()), second.folder());
}

void refused(const ComparisonFixture& first, const std::filesystem::path& second,
             const std::string& why) {
  BOOST_CHECK_EXCEPTION(other_setting(read_folder(first.folder()), second), UserError,
                        [&](const UserError& e) {
                          return has(e.what(), why) || (BOOST_TEST_MESSAGE(e.what()), false);
                        });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_other_setting)

BOOST_AUTO_TEST_CASE(an_order_that_turns_is_said) {
  const auto first = planted(0, 0.06), second = planted(1, 0.03);
  const OtherSetting other = other_of(*first, *second);
  const auto sentences = order_sentences(pairs_of(read_folder(first->folder())), other);
  BOOST_TEST(sentences.size() == 1U);
  const std::string& sentence = sentences[0];
  BOOST_TEST(has(sentence, "persistent is better than the other by all of MMD²"), sentence);
  BOOST_TEST(has(sentence, "not the same metrics decide for short_run and persistent"), sentence);
  BOOST_TEST(has(sentence, "the other way decide MMD² of short_run and persistent"), sentence);
  BOOST_TEST(other.changes == "training.data_noise 0.03 in place of 0.06");
}

BOOST_AUTO_TEST_CASE(an_order_that_holds_is_said) {
  const auto first = planted(0, 0.06, true), second = planted(0, 0.03, true);
  const std::string sentence =
      order_sentences(pairs_of(read_folder(first->folder())), other_of(*first, *second))[0];
  BOOST_TEST(has(sentence, "the same metrics decide the same way for short_run and persistent"),
             sentence);
  BOOST_TEST(has(sentence, "no metric decides the other way"), sentence);
}

BOOST_AUTO_TEST_CASE(pairs_that_cannot_be_compared_keep_nothing) {
  const auto first = planted(0, 0.06), second = planted(0, 0.03);
  second->diverge("short_run", 3);
  const std::string sentence =
      order_sentences(pairs_of(read_folder(first->folder())), other_of(*first, *second))[0];
  BOOST_TEST(has(sentence, "1 of 7 diverged"), sentence);
  BOOST_TEST(has(sentence, "nothing can be said of the order of short_run and persistent"),
             sentence);
}

BOOST_AUTO_TEST_CASE(other_metrics_or_too_few_seeds_say_nothing_of_the_order) {
  const auto nothing = "nothing can be said of the order of short_run and persistent";
  const auto both = planted(0, 0.06, true), one = planted(0, 0.03);
  const auto pairs = pairs_of(read_folder(both->folder()));
  BOOST_TEST(has(order_sentences(pairs, other_of(*both, *one))[0], nothing));
  const auto first = planted(0, 0.06, false, {1, 2}), second = planted(0, 0.03, false, {1, 2});
  const auto few =
      order_sentences(pairs_of(read_folder(first->folder())), other_of(*first, *second));
  BOOST_TEST(has(few[0], nothing), few[0]);
  BOOST_TEST(!has(few[0], "decides"), few[0]);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_there_is_said) {
  const auto first = planted(0, 0.06), second = planted(0, 0.03);
  second->measure("persistent", 2, [](MetricsRecord& metrics) {
    metrics.rows.push_back({.key = "health.movement", .name = "chains", .word = "do not move"});
  });
  std::filesystem::remove(RunPaths{second->run("short_run", 5)}.metrics());
  second->change("comparison.json", [](Json& c) { c["controlled"] = false; });
  second->change("short_run/seed-6/config.json", [](Json& c) { c["seed"] = 7; });
  const auto said =
      order_sentences(pairs_of(read_folder(first->folder())), other_of(*first, *second));
  BOOST_REQUIRE(said.size() == 4U);
  BOOST_TEST(has(said[1], "differ in more than their chain starts"));
  BOOST_TEST(has(said[2], "persistent, seed 2: chains: do not move."));
  BOOST_TEST(has(said[3], "the files of 1 of 14 runs are damaged"));
}

BOOST_AUTO_TEST_CASE(the_page_has_rows_of_both_and_no_longer_says_one_setting) {
  const auto first = planted(0, 0.06), second = planted(1, 0.03);
  const SavedComparison c = read_folder(first->folder());
  const OtherSetting other = other_of(*first, *second);
  const std::string name = other.name;
  BOOST_TEST(has(summary(c, pairs_of(c)).back(), "one setting of each method"));
  BOOST_TEST(has(summary(c, pairs_of(c), {other}).back(), "At another setting (" + name + ")"));
  const std::string html = read_text(write_report(c, {other}));
  BOOST_TEST(has(html, "<th>short_run and persistent, at " + name + "</th>"));
  BOOST_TEST(has(html, name + ": training.data_noise 0.03 in place of 0.06."));
}

BOOST_AUTO_TEST_CASE(what_is_no_other_setting_is_refused) {
  const auto first = planted(0, 0.06), same = planted(1, 0.06), elsewhere = planted(0, 0.03);
  refused(*first, same->folder(), "its settings of training are the same");
  refused(*first, first->folder(), "its settings of training are the same");
  refused(*first, first->run("short_run", 1), "its methods are short_run, not");
  const auto bank = planted(0, 0.03);
  const auto unknown = planted(0, 0.03);
  for (const int64_t seed : kSeeds) {
    bank->change("short_run/seed-" + std::to_string(seed) + "/config.json",
                 [](Json& config) { config["start"]["name"] = "bank"; });
    std::filesystem::remove(RunPaths{unknown->run("short_run", seed)}.config());
  }
  refused(*first, bank->folder(), "start their chains elsewhere");
  refused(*first, unknown->folder(), "no run of short_run in");
  for (const std::string& method : kMethods)
    for (const int64_t seed : kSeeds)
      elsewhere->change(method + "/seed-" + std::to_string(seed) + "/config.json",
                        [](Json& config) { config["data"]["name"] = "mnist"; });
  refused(*first, elsewhere->folder(), "its data is another");
}

BOOST_AUTO_TEST_SUITE_END()

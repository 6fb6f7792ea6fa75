#include "reports/behaviour.h"

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "folder_fixture.h"
#include "records/paths.h"
#include "reports/report.h"

using namespace coopbench;

namespace {

/// Two methods and seeds whose preset claims this.
struct Claimed {
  ComparisonFixture fixture{{"short_run", "persistent"}, {1, 2}, [](size_t method, int64_t seed) {
                              return 0.01 * double(method + 1) + 0.001 * double(seed);
                            }};
  explicit Claimed(const Json& behaviour) {
    write_whole(ComparisonPaths{fixture.folder()}.preset(), Json{{"behaviour", behaviour}}.dump());
  }
  MeasureTable table() const { return behaviour_table(read_folder(fixture.folder())); }
  std::vector<std::string> sentence() const {
    return behaviour_sentence(read_folder(fixture.folder()));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_behaviour)

BOOST_AUTO_TEST_CASE(a_number_shows_within_its_bounds_both_included) {
  const Claimed all(Json::array(
      {{{"claim", "low"}, {"row", "mmd2.end"}, {"within", {0.011, 0.0115}}},
       {{"claim", "high"}, {"row", "mmd2.end"}, {"within", {0.02, 1}}, {"method", "persistent"}}}));
  const MeasureTable table = all.table();
  BOOST_REQUIRE(table.rows.size() == 3U);
  BOOST_TEST(table.rows[0].group == "short_run");
  BOOST_TEST(table.rows[0].name == "low");
  BOOST_TEST(table.rows[0].cells[0].value == "in 1 of 2 runs");
  BOOST_TEST(table.rows[0].cells[1].value == "0.011, 0.012");
  BOOST_TEST(table.rows[0].cells[2].value == "0.011 to 0.0115");
  BOOST_TEST(table.rows[1].cells[0].value == "in 0 of 2 runs");
  BOOST_TEST(table.rows[2].group == "persistent");
  BOOST_TEST(table.rows[2].cells[0].value == "in 2 of 2 runs");
  BOOST_REQUIRE(all.sentence().size() == 1U);
  BOOST_TEST(all.sentence()[0] ==
             "Of 3 published behaviours 1 shows here; not: low (mmd2.end is 0.011, 0.012); low "
             "(mmd2.end is 0.021, 0.022).");
}

BOOST_AUTO_TEST_CASE(settings_that_are_not_the_presets_are_told_beside_its_claims) {
  const Claimed claim(Json::array({{{"claim", "low"}, {"row", "mmd2.end"}, {"within", {0, 1}}}}));
  BOOST_TEST(claim.table().notes.size() == 1U);
  const std::filesystem::path preset = ComparisonPaths{claim.fixture.folder()}.preset();
  Json json = parse_json(read_text(preset), "preset");
  json["changed"] = {"shared.training.iterations=800"};
  write_whole(preset, json.dump());
  BOOST_TEST(claim.sentence()[0] ==
             "Of 2 published behaviours 2 show here, where settings were changed.");
  BOOST_REQUIRE(claim.table().notes.size() == 2U);
  BOOST_TEST(claim.table().notes[1].find("(shared.training.iterations=800)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_word_shows_where_it_is_one_of_those_claimed) {
  const Claimed stable(Json::array({{{"claim", "calm"},
                                     {"row", "stability.verdict"},
                                     {"words", {"stable", "restless"}},
                                     {"method", "short_run"}}}));
  BOOST_TEST(stable.table().rows[0].cells[0].value == "in 2 of 2 runs");
  BOOST_TEST(stable.table().rows[0].cells[2].value == "stable or restless");
  BOOST_TEST(stable.sentence()[0] == "Of 1 published behaviour 1 shows here.");
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_does_not_show) {
  const Claimed none(Json::array(
      {{{"claim", "c"}, {"row", "no.such"}, {"within", {0, 1}}, {"method", "short_run"}}}));
  none.fixture.diverge("short_run", 2);
  BOOST_TEST(none.table().rows[0].cells[0].value == "in 0 of 2 runs");
  BOOST_TEST(none.table().rows[0].cells[1].value == "not measured, diverged");
  const Json found = behaviour_json(read_folder(none.fixture.folder()));
  BOOST_TEST(found.at(0).at("shows").is_null());
  BOOST_TEST(found.at(1).at("shows") == false);
}

BOOST_AUTO_TEST_CASE(programs_read_each_run_of_a_claim_beside_the_page) {
  const Claimed low(
      Json::array({{{"claim", "low"}, {"row", "mmd2.end"}, {"within", {0.02, 0.0215}}}}));
  write_report(read_folder(low.fixture.folder()));
  const auto file = ReportPaths{low.fixture.folder()}.behaviour();
  const Json found = parse_json(read_text(file), file.string());
  BOOST_REQUIRE(found.size() == 4U);
  BOOST_TEST(found[0] == Json({{"claim", "low"},
                               {"method", "short_run"},
                               {"seed", 1},
                               {"row", "mmd2.end"},
                               {"wanted", "0.02 to 0.0215"},
                               {"found", "0.011"},
                               {"shows", false}}));
  BOOST_TEST(found[2].at("method") == "persistent");
  BOOST_TEST(found[2].at("shows") == true);
  BOOST_TEST(found[3].at("seed") == 2);
  BOOST_TEST(found[3].at("shows") == false);
}

BOOST_AUTO_TEST_CASE(a_preset_without_claims_or_that_can_not_be_read_has_no_table) {
  const Claimed without(Json::array());
  BOOST_TEST(without.table().rows.empty());
  BOOST_TEST(without.sentence().empty());
  BOOST_TEST(behaviour_json(read_folder(without.fixture.folder())).empty());
  write_whole(ComparisonPaths{without.fixture.folder()}.preset(), "{");
  BOOST_TEST(without.table().rows.empty());
  const Claimed broken(Json::array({{{"claim", 3}}}));
  BOOST_TEST(broken.table().rows.empty());
}

BOOST_AUTO_TEST_SUITE_END()

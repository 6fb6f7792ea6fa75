#include "records/metrics.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/files.h"
#include "records/schema.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

MetricsRecord some() {
  return {.part = "validation",
          .batch_norm = "batch",
          .samples = 50,
          .real = 40,
          .width = 7.25,
          .rows = {{.key = "a.b",
                    .group = "a",
                    .name = "b",
                    .unit = "nats",
                    .better = Direction::lower,
                    .estimate = 0.1,
                    .low = 0,
                    .high = std::nan(""),
                    .floor = 1e-300,
                    .p_value = 0.5,
                    .note = "a note",
                    .details = {{"more", {1, 2}}},
                    .table = "A table"},
                   {.key = "c", .group = "a", .name = "c", .note = "there is none"},
                   {.key = "d", .group = "a", .name = "d", .word = "stable"}},
          .notes = {{"A table", {"one", "two"}}},
          .series = {{"s", {1, std::nan(""), 3}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(records_metrics)

BOOST_AUTO_TEST_CASE(metrics_are_read_as_they_were_written) {
  const TemporaryFolder folder;
  write_metrics(folder / "metrics.json", some());
  const MetricsRecord read = read_metrics(folder / "metrics.json");
  BOOST_TEST(read.part == "validation");
  BOOST_TEST(read.real == 40);
  BOOST_TEST(read.width.value() == 7.25);
  const MetricRow& row = *read.row("a.b");
  BOOST_TEST(row.unit == "nats");
  BOOST_TEST((row.better == Direction::lower));
  BOOST_TEST(row.estimate.value() == 0.1);
  BOOST_TEST(row.low.value() == 0);
  BOOST_TEST(!row.high.has_value());  // JSON has no NaN
  BOOST_TEST(row.floor.value() == 1e-300);
  BOOST_TEST(row.p_value.value() == 0.5);
  BOOST_TEST(row.details.at("more").at(1) == 2);
  BOOST_TEST(row.table == "A table");
  BOOST_TEST(!read.row("c")->estimate.has_value());
  BOOST_TEST(read.row("c")->note == "there is none");
  BOOST_TEST(read.row("d")->word == "stable");
  BOOST_TEST(read.row("e") == nullptr);
  BOOST_TEST(read.notes[0].second[1] == "two");
  BOOST_TEST(std::isnan(read.values("s")[1]));
  BOOST_TEST(read.values("s")[2] == 3);
  BOOST_TEST(read.values("t").empty());
}

BOOST_AUTO_TEST_CASE(a_number_that_can_not_be_had_is_null) {
  const TemporaryFolder folder;
  write_metrics(folder / "metrics.json", some());
  const Json rows = parse_json(read_text(folder / "metrics.json"), "metrics").at("rows");
  BOOST_TEST(rows.at(0).at("high").is_null());
  BOOST_TEST(rows.at(1).at("estimate").is_null());
  BOOST_TEST(!rows.at(1).contains("low"));
  BOOST_TEST(!rows.at(2).contains("estimate"));
}

BOOST_AUTO_TEST_CASE(rows_that_are_none_are_refused) {
  const TemporaryFolder folder;
  for (const Json& rows : {Json("many"), Json{1, 2}, Json::array({Json{{"key", 3}}})}) {
    write_versioned(folder / "metrics.json", {{"rows", rows}});
    BOOST_CHECK_EXCEPTION(read_metrics(folder / "metrics.json"), UserError, says({"metrics.json"}));
  }
}

BOOST_AUTO_TEST_CASE(rows_that_are_none_are_refused_with_their_place) {
  const TemporaryFolder folder;
  const auto file = folder / "metrics.json";
  for (const auto& [rows, why] :
       {std::pair{R"([{"key": "a"}, {"key": "b", "estimate": "0.02"}])",
                  "rows[1].estimate: must be a number or null"},
        std::pair{R"([{"name": "no key"}])", "rows[0].key: must be given"},
        std::pair{R"([{"key": "a"}, {"key": "a"}])", "rows[1].key: 'a' stands twice"},
        std::pair{R"([3])", "rows[0]: must be an object"},
        std::pair{R"([], "samples": 1e300)", "samples: must be a whole number"},
        std::pair{R"([], "real": -1)", "real: must be a whole number"},
        std::pair{R"([], "series": {"a": ["b"]})",
                  "holds a value of another type than metrics.json has"}}) {
    write_whole(file, std::string(R"({"schema_version": 3, "rows": )") + rows + "}");
    const std::string message = file.string() + ": " + why;
    const auto says_so = [&](const UserError& error) { return error.what() == message; };
    BOOST_CHECK_EXCEPTION(read_metrics(file), UserError, says_so);
  }
}

BOOST_AUTO_TEST_SUITE_END()

#include "reports/differences.h"

#include <boost/test/unit_test.hpp>

#include "core/archive.h"
#include "core/errors.h"
#include "core/files.h"
#include "core/npy.h"
#include "folder_fixture.h"
#include "reports/run_folder.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

/// Two comparisons of equal files.
struct Twins {
  ComparisonFixture a{{"short_run", "coopnets"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
  ComparisonFixture b{{"short_run", "coopnets"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};

  Twins() {
    for (const ComparisonFixture* fixture : {&a, &b}) {
      const RunPaths run{fixture->run("coopnets", 1)};
      fs::create_directory(run.samples());
      write_npy(run.sample("end"), torch::arange(24, torch::kFloat32).reshape({2, 3, 2, 2}));
      Archive archive;
      archive.put("energy/0_weight", torch::arange(6, torch::kFloat32).reshape({2, 3}));
      archive.put_number("iteration", 40);
      write_npz(run.checkpoint(), archive);
    }
  }

  RunPaths of_a() const { return {a.run("coopnets", 1)}; }
  RunPaths of_b() const { return {b.run("coopnets", 1)}; }
  Differences of_runs(bool machine = false) const {
    return differences(of_a().folder, of_b().folder, machine);
  }
};

void replace(const fs::path& file, const std::string& text, const std::string& with) {
  std::string all = read_text(file);
  const size_t at = all.find(text);
  BOOST_REQUIRE(at != std::string::npos);
  write_whole(file, all.replace(at, text.size(), with));
}

void need(const Difference& found, const std::string& file, const std::string& place,
          const std::string& first, const std::string& second) {
  BOOST_TEST(found.file == file);
  BOOST_TEST(found.place == place);
  BOOST_TEST(found.first == first);
  BOOST_TEST(found.second == second);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_differences)

BOOST_AUTO_TEST_CASE(equal_folders_have_none) {
  const Twins twins;
  const Differences runs = twins.of_runs();
  BOOST_TEST(runs.found.empty());
  // Two logs, three JSON files, a sample, the checkpoint and six grids.
  BOOST_TEST(runs.equal.size() == 13U);
  const Differences all = differences(twins.a.folder(), twins.b.folder());
  BOOST_TEST(all.found.empty());
  BOOST_TEST(all.equal.size() == 4 * 11 + 2 + 1U);
}

BOOST_AUTO_TEST_CASE(logs_differ_in_the_first_row_and_its_first_column_that_do) {
  const Twins twins;
  replace(twins.of_b().train(), "\n17,", "\n17,9");  // the digits of d, in the middle
  replace(twins.of_b().train(), "\n30,", "\n30,9");
  replace(twins.of_b().validation(), "40,51200,0.5,-0.0004", "40,51200,0.25,-0.25");
  const Differences found = twins.of_runs();
  BOOST_REQUIRE(found.found.size() == 2U);
  BOOST_TEST(found.found[0].place == "iteration 17, d");
  BOOST_TEST(found.found[0].second == "9" + found.found[0].first);
  need(found.found[1], "validation.csv", "iteration 40, mmd2_start", "0.5", "0.25");
  BOOST_TEST(std::count(found.equal.begin(), found.equal.end(), "config.json") == 1);
}

BOOST_AUTO_TEST_CASE(a_log_that_ends_before_the_other_differs_in_the_next_row) {
  const Twins twins;
  const std::string whole = read_text(twins.of_b().train());
  write_whole(twins.of_b().train(), whole.substr(0, whole.find("\n25,") + 1));
  need(twins.of_runs().found.at(0), "train.csv", "iteration 25", "is there", "is missing");
  write_whole(twins.of_b().train(), "x" + whole);
  need(twins.of_runs().found.at(0), "train.csv", "the header", "iteration", "xiteration");
}

BOOST_AUTO_TEST_CASE(json_differs_by_the_path_of_its_value_and_not_by_the_order_of_keys) {
  const Twins twins;
  const fs::path config = "coopnets/seed-1/config.json";
  twins.b.change(config, [](Json& c) {
    const Json data = c["data"];
    c.erase("data");
    c["data"] = data;
  });
  BOOST_TEST(twins.of_runs().found.empty());
  twins.b.change(config, [](Json& c) { c["sampler"]["steps"] = 30; });
  need(twins.of_runs().found.at(0), "config.json", "sampler.steps", "20", "30");
  twins.b.change(config, [](Json& c) { c["sampler"] = {{"steps", 20}, {"more", "new"}}; });
  need(twins.of_runs().found.at(0), "config.json", "sampler.more", "nothing", "\"new\"");
}

BOOST_AUTO_TEST_CASE(metrics_differ_by_the_keys_of_their_rows) {
  const Twins twins;
  twins.b.measure("coopnets", 1, [](MetricsRecord& metrics) {
    metrics.rows.erase(metrics.rows.begin());
    for (MetricRow& row : metrics.rows)
      if (row.key == "mmd2.end") row.high = 0.5;
  });
  need(twins.of_runs().found.at(0), "metrics.json", "rows.stability.verdict",
       twins.of_runs().found.at(0).first, "nothing");
  twins.b.measure("coopnets", 1, [&](MetricsRecord& metrics) {
    metrics.rows.push_back(*read_metrics(twins.of_a().metrics()).row("stability.verdict"));
  });
  const Difference found = twins.of_runs().found.at(0);
  BOOST_TEST(found.place == "rows.mmd2.end.high");
  BOOST_TEST(found.second == "0.5");
}

BOOST_AUTO_TEST_CASE(arrays_differ_in_their_first_number_that_does) {
  const Twins twins;
  torch::Tensor x = read_npy(twins.of_b().sample("end"));
  x[1][0][1][0] = 0.5;
  write_npy(twins.of_b().sample("end"), x);
  need(twins.of_runs().found.at(0), "samples/end.npy", "[1, 0, 1, 0]", "14", "0.5");
  write_npy(twins.of_b().sample("end"), torch::zeros({2, 3}));
  need(twins.of_runs().found.at(0), "samples/end.npy", "", "Float [2, 3, 2, 2]", "Float [2, 3]");
  write_npy(twins.of_a().sample("end"), torch::full({2}, std::nan("")));
  write_npy(twins.of_b().sample("end"), torch::full({2}, std::nan("")));
  BOOST_TEST(twins.of_runs().found.empty());
  write_whole(twins.of_b().sample("end"), "broken");
  need(twins.of_runs().found.at(0), "samples/end.npy", "byte 0", "0x93", "0x62");
}

BOOST_AUTO_TEST_CASE(checkpoints_differ_by_the_name_of_an_array) {
  const Twins twins;
  Archive archive = read_npz(twins.of_b().checkpoint());
  torch::Tensor weights = archive.at("energy/0_weight").clone();
  weights[1][2] = -1;
  archive.put("energy/0_weight", weights);
  archive.put_number("more", 1);
  write_npz(twins.of_b().checkpoint(), archive);
  need(twins.of_runs().found.at(0), "checkpoint.npz", "energy/0_weight[1, 2]", "5", "-1");
}

BOOST_AUTO_TEST_CASE(files_of_one_run_only_and_pictures_count_and_the_machine_by_request) {
  const Twins twins;
  fs::remove(twins.of_b().grid("data"));
  write_whole(twins.of_a().grid_at(20, "end"), std::string(kPicture) + "!");
  write_whole(twins.of_b().time(), "");
  write_whole(twins.of_b().machine(), "{}");
  write_whole(twins.of_b().folder / "report.html", "not of the run");
  const Differences found = twins.of_runs();
  BOOST_REQUIRE(found.found.size() == 2U);
  need(found.found[0], "grids/000020-end.png", "byte 16", "0x21", "nothing");
  need(found.found[1], "grids/data.png", "", "is there", "is missing");
  BOOST_TEST(twins.of_runs(true).found.size() == 4U);
}

BOOST_AUTO_TEST_CASE(comparisons_are_compared_by_their_common_runs_first) {
  const Twins twins;
  fs::remove_all(twins.b.run("coopnets", 2));
  replace(twins.b.run("short_run", 2) / "train.csv", "\n3,", "\n3,9");
  const Differences found = differences(twins.a.folder(), twins.b.folder());
  BOOST_REQUIRE(found.found.size() == 2U);
  BOOST_TEST(found.found[0].file == "short_run/seed-2/train.csv");
  BOOST_TEST(found.found[0].place == "iteration 3, d");
  need(found.found[1], "coopnets/seed-2", "", "is there", "is missing");
}

BOOST_AUTO_TEST_CASE(folders_of_two_kinds_or_none_are_refused) {
  const Twins twins;
  BOOST_CHECK_EXCEPTION(differences(twins.a.folder(), twins.of_b().folder), UserError,
                        says({"is a comparison", "a single run"}));
  BOOST_CHECK_EXCEPTION(differences(twins.a.folder(), twins.b.folder() / "coopnets"), UserError,
                        says({"neither a comparison"}));
  const fs::path outside = twins.a.folder() / "outside";
  write_whole(outside, "");
  fs::remove(twins.of_b().train());
  fs::create_symlink(outside, twins.of_b().train());
  BOOST_CHECK_EXCEPTION(twins.of_runs(), UserError, says({"train.csv", "leads out of"}));
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include "cli/small_preset.h"
#include "core/json.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trained)

BOOST_AUTO_TEST_CASE(a_run_is_asked_and_its_report_shows_the_answers) {
  const TemporaryFolder folder;
  write_whole(folder / "small.json", small_preset);
  BOOST_REQUIRE(run_program(folder, "run small.json --out r").exit_code == 0);
  const Ran sampled = run_program(folder, "sample r --steps 20 --rule mala --chains 8");
  BOOST_REQUIRE_MESSAGE(sampled.exit_code == 0, sampled.err);
  BOOST_TEST(has(sampled.out, "accepted"));
  BOOST_TEST(has(sampled.out, "r/trained/sample-mala-run-20\n"));
  BOOST_TEST(has(sampled.err, "rule: {\"name\":\"mala\""));
  const Ran again = run_program(folder, "sample r --steps 20 --rule mala --chains 8");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(has(again.err, "is not empty"));
  const std::filesystem::path left = folder / "r/trained/sample-mala-run-20/state.npz";
  write_whole(left, "of a program that was killed as it ended");
  const Ran resumed = run_program(folder, "sample r --steps 20 --rule mala --chains 8 --resume");
  BOOST_TEST(resumed.exit_code == 0);
  BOOST_TEST(!std::filesystem::exists(left));
  BOOST_TEST(has(resumed.err, "has finished already"));
  BOOST_TEST(resumed.out == sampled.out);
  const Ran taken =
      run_program(folder, "score r --part test --out r/trained/sample-mala-run-20 --force");
  BOOST_TEST(taken.exit_code == 2);
  BOOST_TEST(has(taken.err, "holds the result of \"sample\", which --force of score"), taken.err);
  const Ran other = run_program(folder, "sample r --steps 20 --rule mala --chains 9 --resume");
  BOOST_TEST(other.exit_code == 2);
  BOOST_TEST(has(other.err, "chains is 8 there and 9 now"));
  for (const char* words : {"interpolate r --pairs 2 --points 3", "score r --part test",
                            "reconstruct r --images 3 --iterations 2"})
    BOOST_TEST(run_program(folder, words).exit_code == 0, words);
  BOOST_TEST(has(run_program(folder, "inpaint r --mask left").err, "points of the plane"));
  BOOST_REQUIRE(run_program(folder, "report r").exit_code == 0);
  const std::string page = read_text(folder / "r/report.html");
  for (const char* title : {"What the trained nets do", "8 chains for 20 steps of mala (step_size",
                            "where U is what the net itself gives", "longest step / distance",
                            "share of validation energies below"})
    BOOST_TEST(has(page, title), title);
}

BOOST_AUTO_TEST_CASE(results_stay_in_the_run_and_show_of_which_iteration_they_are) {
  const TemporaryFolder folder;
  write_whole(folder / "small.json", small_preset);
  BOOST_REQUIRE(run_program(folder, "run small.json --out r").exit_code == 0);
  BOOST_REQUIRE(run_program(folder, "sample r --steps 3 --chains 4").exit_code == 0);
  const fs::path result = folder / "r/trained/sample-scaled-run-3/result.json";
  Json json = parse_json(read_text(result), "result");
  json["iteration"] = json["iteration"].get<int64_t>() - 1;
  write_whole(result, json.dump());
  BOOST_REQUIRE(run_program(folder, "report r").exit_code == 0);
  BOOST_TEST(has(read_text(folder / "r/report.html"), "iterations, where the run is at "));
  fs::create_directory(folder / "outside");
  fs::remove_all(folder / "r/trained");
  fs::create_directory_symlink(folder / "outside", folder / "r/trained");
  const Ran linked = run_program(folder, "sample r --steps 3 --chains 4");
  BOOST_TEST(linked.exit_code == 2);
  BOOST_TEST(has(linked.err, "trained: is a symbolic link"), linked.err);
  fs::remove(folder / "r/trained");
  fs::create_directory(folder / "r/trained");
  fs::create_directory_symlink(folder / "outside", folder / "r/trained/sample-scaled-run-3");
  BOOST_TEST(run_program(folder, "sample r --steps 3 --chains 4 --force").exit_code == 2);
  BOOST_TEST(fs::is_empty(folder / "outside"));
}

BOOST_AUTO_TEST_SUITE_END()

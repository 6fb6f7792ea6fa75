// --skip-bad: files that are no usable pictures are left out, and a run says so.
#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "cli/program.h"
#include "core/files.h"
#include "core/json.h"
#include "experiments/run/png.h"

using namespace coopbench;

namespace {

constexpr const char* kPreset = R"({
  "seeds": [1],
  "shared": {
    "data": {"name": "pictures", "files": "p", "side": 16, "colours": "grey", "test": 0.3, "validation": 0.3},
    "energy": {"name": "anatomy_vanilla", "n_f": 2},
    "sampler": {"rule": {"name": "free_noise"}, "steps": 2},
    "optimizer": {"name": "adam"},
    "training": {"iterations": 2, "batch": 8, "chains": 8},
    "evaluation": {"samples": 10, "curve_samples": 10, "images": 8, "long_run": 0, "further_steps": 0}},
  "methods": {"short_run": {"start": {"name": "noise"}}}})";

/// 40 pictures, and a file that is none.
void put_pictures(const TemporaryFolder& folder) {
  make_folder(folder / "p");
  const torch::Tensor numbers = torch::arange(16 * 16, torch::kInt64).reshape({16, 16});
  for (int64_t i = 0; i < 40; ++i)
    write_png(folder / "p" / (std::to_string(i) + ".png"),
              (numbers * (i + 1) + 37 * i).remainder(256).to(torch::kUInt8));
  write_whole(folder / "p" / "empty.png", "");
  write_whole(folder / "pictures.json", kPreset);
  ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cli_skip_bad)

BOOST_AUTO_TEST_CASE(bad_files_are_refused_or_left_out_counted_and_reported) {
  const TemporaryFolder folder;
  put_pictures(folder);
  const Ran refused = run_program(folder, "run pictures.json --out r");
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(has(refused.err, "1 file that is no usable picture: empty.png: is empty"));
  BOOST_TEST(!std::filesystem::exists(folder / "r"));

  const Ran done = run_program(folder, "run pictures.json --skip-bad --out r");
  BOOST_TEST(done.exit_code == 0, done.err);
  const Json record = parse_json(read_text(folder / "r" / "data.json"), "data.json");
  BOOST_TEST(record.at("skipped") == 1);
  BOOST_TEST(record.at("reasons") == Json({"empty.png: is empty"}));
  BOOST_TEST(parse_json(read_text(folder / "r" / "config.json"), "").at("data").at("skip_bad") ==
             true);
  BOOST_TEST(run_program(folder, "report r").exit_code == 0);
  BOOST_TEST(has(read_text(folder / "r" / "report.html"),
                 "1 file of the data was left out, for it is no usable picture: empty.png"));
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_CASE(a_check_tells_bad_files_and_fails_unless_they_are_to_be_skipped) {
  const TemporaryFolder folder;
  put_pictures(folder);
  const Ran checked = run_program(folder, "data check p --side 16 --grid g.png");
  BOOST_TEST(checked.exit_code == 2);
  BOOST_TEST(has(checked.out, "files that can't be used: 1\n  empty.png: is empty"));
  BOOST_TEST(has(checked.err, "leave them out with --skip-bad"));
  BOOST_TEST(run_program(folder, "data check p --side 16 --grid g.png --skip-bad").exit_code == 0);
  const Ran again = run_program(folder, "data check p --side 16 --grid g.png --skip-bad");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(has(again.err, "g.png: is there already"));
  BOOST_TEST(
      run_program(folder, "data check p --side 16 --grid g.png --skip-bad --force").exit_code == 0);
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_SUITE_END()

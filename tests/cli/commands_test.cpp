#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "cli/program.h"
#include "core/json.h"

using namespace coopbench;

namespace {

bool contains(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(help_and_version_go_to_stdout) {
  const TemporaryFolder folder;
  for (const std::string words :
       {"--help", "compare --help", "run --help", "report --help", "plot --help", "list --help",
        "show --help", "validate --help", "train-classifier --help"}) {
    const Ran ran = run_program(folder, words);
    BOOST_TEST(ran.exit_code == 0, words);
    BOOST_TEST(contains(ran.out, "Usage"), words);
    BOOST_TEST(ran.err == "");
  }
  BOOST_TEST(contains(run_program(folder, "version").out, "libtorch"));
}

BOOST_AUTO_TEST_CASE(list_names_every_part) {
  const TemporaryFolder folder;
  const std::string all = run_program(folder, "list").out;
  for (const char* name :
       {"quickstart", "smoke", "toy", "noise", "bank", "generator", "anatomy_vanilla",
        "thesis_generator", "scaled", "plain", "adam", "fashion_mnist", "gmm"})
    BOOST_TEST(contains(all, name), name);
  BOOST_TEST(contains(run_program(folder, "list rules").out, "free_noise"));
  BOOST_TEST(!contains(run_program(folder, "list rules").out, "anatomy_vanilla"));
}

BOOST_AUTO_TEST_CASE(data_check_says_what_is_there_and_draws_some) {
  const TemporaryFolder folder;
  const std::string files = std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/pictures/";
  ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1);
  const auto check = [&](const std::string& words) {
    return run_program(folder, "data check " + words);
  };
  const auto ran = check(files + "set.zip --side 9 --grid here.png");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(contains(ran.out, "labels: cat 5, dog 5"));
  BOOST_TEST(contains(ran.out, "grid of training images: here.png"));
  BOOST_TEST(std::filesystem::file_size(folder / "here.png") > 100);
  const auto inside = check(files + "small --grid " + files + "small/train/cat/0.png");
  BOOST_TEST(inside.exit_code == 2);
  BOOST_TEST(contains(inside.err, "0.png: lies among what is checked"));
  const auto none = check(files + "bad");
  BOOST_TEST(contains(none.err,
                      "holds no JPEG or PNG file that can be used; 15 files that are no "
                      "usable pictures: alpha.png: has an alpha channel"));
  const auto broken = check(files + "truncated.tar.xz");
  BOOST_TEST(broken.exit_code == 2);
  BOOST_TEST(contains(broken.err, "truncated.tar.xz: can't be read as an archive"));
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_CASE(show_prints_settings_nets_and_parts) {
  const TemporaryFolder folder;
  const std::string preset = run_program(folder, "show quickstart").out;
  for (const char* word : {"controlled", "conv 3x3, 1 -> 16", "transposed conv", "energy_scale",
                           "method persistent", "for 21 runs one by one, ", " of CPU time"})
    BOOST_TEST(contains(preset, word), word);
  const Json json = parse_json(
      run_program(folder, "show quickstart --json --set shared.sampler.steps=7").out, "show");
  BOOST_TEST(json.at("short_run").at("sampler").at("steps") == 7);
  // Its methods bring samplers of their own.
  const Json published = parse_json(
      run_program(folder, "show quickstart_published --json --engine resident --precision bf16")
          .out,
      "show");
  BOOST_TEST(published.size() == 3U);
  for (const auto& [method, config] : published.items()) {
    BOOST_TEST(config.at("sampler").at("engine") == "resident", method);
    BOOST_TEST(config.at("sampler").at("precision") == "bf16", method);
  }
  BOOST_TEST(contains(run_program(folder, "show free_noise").out, "noise_scale"));
  BOOST_TEST(contains(run_program(folder, "show settings").out, "training.data_noise"));
}

BOOST_AUTO_TEST_CASE(a_toy_goes_from_validate_to_plots) {
  const TemporaryFolder folder;
  const std::string small =
      " --set shared.training.iterations=6 --set shared.evaluation.samples=50 --set "
      "shared.evaluation.curve_samples=20 --set shared.evaluation.every=2";
  BOOST_TEST(contains(run_program(folder, "validate toy").out, "toy is valid"));
  const Ran run = run_program(folder, "run toy --method persistent --seed 5 --out one" + small);
  BOOST_TEST(run.exit_code == 0, run.err);
  BOOST_TEST(run.out == "one\n");
  BOOST_TEST(contains(run.err, "iteration 6/6"));
  const Ran crowded = run_program(
      folder,
      "run toy --method short_run --threads 300 --profile --engine check --out two" + small);
  BOOST_TEST(crowded.exit_code == 0, crowded.err);
  for (const char* word :
       {"--threads 300 is more than the", "engine check on 300 threads", "sampling", "wall time"})
    BOOST_TEST(contains(crowded.err, word), crowded.err);
  const Ran plot = run_program(folder, "plot one --what d,r,acf");
  BOOST_TEST(plot.exit_code == 0, plot.err);
  for (const char* file : {"one/plots/d.svg", "one/plots/r.svg", "one/plots/acf.svg"})
    BOOST_TEST(std::filesystem::exists(folder / file), file);
  const Ran compared = run_program(folder, "compare toy --out q --seeds 1,2 --quiet" + small);
  BOOST_TEST(compared.exit_code == 0, compared.err);
  BOOST_TEST(compared.err == "");
  for (const char* word :
       {"short_run", "persistent", "coopnets", "uniform noise", "report: q/report.html"})
    BOOST_TEST(contains(compared.out, word), word);
  BOOST_TEST(std::filesystem::exists(folder / "q/report.html"));
  std::filesystem::remove(folder / "q/report.html");
  BOOST_TEST(run_program(folder, "report q").exit_code == 0);
  BOOST_TEST(std::filesystem::exists(folder / "q/report.html"));
  BOOST_TEST(run_program(folder, "report q/persistent/seed-2").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(an_interrupted_comparison_keeps_checkpoints_and_says_how_to_go_on) {
  const TemporaryFolder folder;
  const std::string words = "compare toy --out q --seeds 1 --set shared.training.iterations=100000";
  // Ctrl-C once the first run has begun.
  const std::string script = "cd '" + folder.path().string() + "'; '" + COOPBENCH_PROGRAM + "' " +
                             words + " 2>err & pid=$!; cd '" + folder.path().string() +
                             "'; for i in $(seq 600); do [ -e q/short_run/seed-1/state.json ] && "
                             "break; sleep 0.1; done; kill -INT $pid; wait $pid";
  const int status = std::system(script.c_str());
  BOOST_TEST(WEXITSTATUS(status) == 130);
  const std::string err = read_text(folder / "err");
  BOOST_TEST(contains(err,
                      "coopbench compare toy --set shared.training.iterations=100000 "
                      "--seeds 1 --out q --resume"),
             err);
  BOOST_TEST(std::filesystem::exists(folder / "q/short_run/seed-1/checkpoint.npz"));
  BOOST_TEST(contains(read_text(folder / "q/short_run/seed-1/state.json"), "interrupted"));
}

BOOST_AUTO_TEST_CASE(runs_stop_with_a_comparison_that_was_killed_and_keep_checkpoints) {
  const TemporaryFolder folder;
  const std::string place = "cd '" + folder.path().string() + "'; ";
  // The run is gone when its folder can be locked again.
  const std::string script =
      place + "'" + COOPBENCH_PROGRAM +
      "' compare toy --out q --jobs 1 --set shared.training.iterations=100000 2>err & pid=$!; " +
      place +
      "for i in $(seq 600); do [ -e q/short_run/seed-2/state.json ] && break; sleep 0.1; done; "
      "kill -KILL $pid; flock -w 60 q/short_run/seed-2 true";
  BOOST_TEST(WEXITSTATUS(std::system(script.c_str())) == 0);
  BOOST_TEST(contains(read_text(folder / "q/short_run/seed-2/state.json"), "interrupted"));
  BOOST_TEST(std::filesystem::exists(folder / "q/short_run/seed-2/checkpoint.npz"));
}

BOOST_AUTO_TEST_SUITE_END()

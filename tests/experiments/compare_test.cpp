#include "experiments/comparison/compare.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "core/files.h"
#include "experiments/comparison/process.h"
#include "records/paths.h"
#include "records/run_files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

namespace fs = std::filesystem;

Preset toy(const std::vector<std::string>& settings = {}) {
  std::vector<std::string> all{
      "shared.training.iterations=4",    "shared.training.chains=16",
      "shared.training.batch=16",        "shared.sampler.steps=3",
      "shared.evaluation.samples=50",    "shared.evaluation.curve_samples=20",
      "methods.persistent.start.size=60"};
  all.insert(all.end(), settings.begin(), settings.end());
  return load_preset("toy", all);
}

fs::path folder_of(const TemporaryFolder& folder, const Job& job) {
  return ComparisonPaths{folder / "q"}.run(job.method, static_cast<int64_t>(job.seed));
}

CompareHooks quiet() {
  return {.changed = [](const auto&, size_t) {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compare_)

BOOST_AUTO_TEST_CASE(a_process_that_sleeps_hears_that_it_is_to_stop) {
  Process process({"/bin/sh", "-c", "echo ready >&2; kill -STOP $$; sleep 100"});
  while (process.lines().empty()) wait_for_any({&process}, 100);
  ::usleep(100'000);
  process.interrupt();
  BOOST_TEST(process.wait() == 128 + SIGINT);
}

BOOST_AUTO_TEST_CASE(every_method_and_seed_runs_in_a_process_of_its_own) {
  const TemporaryFolder folder;
  const Preset preset = toy({"seeds=[1,2]"});
  const auto jobs =
      compare(preset, {.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2}, quiet());
  BOOST_TEST(jobs.size() == 2 * preset.methods.size());
  for (const Job& job : jobs) {
    BOOST_TEST((job.status == Job::Status::finished), job.method << " " << job.words);
    BOOST_TEST(fs::exists(RunPaths{folder_of(folder, job)}.metrics()));
  }
  const Json comparison = parse_json(read_text(folder / "q/comparison.json"), "comparison");
  BOOST_TEST(comparison.at("methods").size() == preset.methods.size());
  BOOST_TEST(comparison.at("controlled") == true);
  BOOST_CHECK_THROW(
      compare(preset, {.program = COOPBENCH_PROGRAM, .folder = folder / "q"}, quiet()), UserError);
  BOOST_CHECK_EXCEPTION(
      compare(toy({"shared.sampler.steps=4"}),
              {.program = COOPBENCH_PROGRAM, .folder = folder / "q", .existing = Existing::resume},
              quiet()),
      UserError, says({"other settings", "sampler.steps is 3 there and 4 now"}));
  const RunPaths run{folder_of(folder, jobs[0])};
  Json state = parse_json(read_text(run.state()), "state");
  state["schema_version"] = kSchemaVersion + 1;
  write_whole(run.state(), state.dump());
  BOOST_CHECK_THROW(
      compare(preset,
              {.program = COOPBENCH_PROGRAM, .folder = folder / "q", .existing = Existing::resume},
              quiet()),
      SchemaError);
}

BOOST_AUTO_TEST_CASE(a_method_that_diverges_does_not_stop_the_others) {
  const TemporaryFolder folder;
  const auto jobs =
      compare(toy({"shared.training.max_x=0.999999"}),
              {.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2}, quiet());
  int64_t diverged = 0;
  for (const Job& job : jobs) {
    diverged += job.status == Job::Status::diverged;
    BOOST_TEST((job.status == Job::Status::diverged || job.status == Job::Status::finished),
               job.words);
  }
  BOOST_TEST(diverged >= 1);
}

BOOST_AUTO_TEST_CASE(a_comparison_starts_anew_where_it_is_told_to) {
  const TemporaryFolder folder;
  CompareOptions options{.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2};
  auto jobs = compare(toy(), options, quiet());
  options.existing = Existing::replace;
  for (const Preset& preset : {toy(), toy({"shared.sampler.steps=4"})}) {
    std::vector<fs::file_time_type> before;
    for (const Job& job : jobs)
      before.push_back(fs::last_write_time(folder_of(folder, job) / "metrics.json"));
    jobs = compare(preset, options, quiet());
    for (size_t i = 0; i < jobs.size(); ++i) {
      BOOST_TEST((jobs[i].status == Job::Status::finished), jobs[i].words);
      BOOST_TEST((fs::last_write_time(folder_of(folder, jobs[i]) / "metrics.json") > before[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_comparison_goes_on_without_its_file_and_keeps_its_seeds) {
  const TemporaryFolder folder;
  CompareOptions options{.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2};
  const Preset preset = toy({"seeds=[1,2]", "shared.evaluation.every=2"});
  compare(preset, options, quiet());
  const std::string before = read_text(folder / "q/comparison.json");
  fs::remove(folder / "q/short_run/seed-1/grids/000002-end.png");
  std::string notes;
  CompareHooks hooks = quiet();
  hooks.note = [&](const std::string& text) { notes += text + "\n"; };
  for (const char* text : {"", "{"}) {
    fs::remove(folder / "q/comparison.json");
    if (*text != '\0') write_whole(folder / "q/comparison.json", text);
    for (const Existing existing : {Existing::refuse, Existing::replace}) {
      options.existing = existing;
      BOOST_CHECK_EXCEPTION(compare(preset, options, hooks), UserError,
                            says({"lost its comparison.json", "--resume"}));
    }
    options.existing = Existing::resume;
    for (const Job& job : compare(preset, options, hooks))
      BOOST_TEST((job.status == Job::Status::finished), job.words);
    BOOST_TEST(read_text(folder / "q/comparison.json") == before);
  }
  BOOST_TEST(notes.find("short_run seed 1: missing") != std::string::npos, notes);
  BOOST_TEST(notes.find("000002-end.png") != std::string::npos, notes);
  BOOST_CHECK_EXCEPTION(compare(toy({"seeds=[1]", "shared.evaluation.every=2"}), options, hooks),
                        UserError, says({"seeds 1, 2", "--seeds 1,2"}));
}

BOOST_AUTO_TEST_CASE(a_run_that_refuses_keeps_its_state) {
  const TemporaryFolder folder;
  CompareOptions options{.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2};
  compare(toy({"seeds=[1]"}), options, quiet());
  const RunPaths run{folder / "q/short_run/seed-1"};
  write_record(run.state(), RunState{"interrupted", 4, 4, ""});
  const std::string before = read_text(run.state());
  fs::remove(run.train());
  options.existing = Existing::resume;
  const auto jobs = compare(toy({"seeds=[1]"}), options, quiet());
  const auto refused = std::find_if(jobs.begin(), jobs.end(),
                                    [](const Job& job) { return job.method == "short_run"; });
  BOOST_REQUIRE((refused != jobs.end()));
  BOOST_TEST((refused->status == Job::Status::failed));
  BOOST_TEST(refused->words.find("train.csv: is missing") != std::string::npos, refused->words);
  BOOST_TEST(read_text(run.state()) == before);
}

BOOST_AUTO_TEST_CASE(a_comparison_whose_folder_was_replaced_writes_nothing_into_the_next) {
  const TemporaryFolder folder;
  CompareHooks hooks = quiet();
  bool moved = false;
  hooks.changed = [&](const std::vector<Job>&, size_t) {
    if (moved) return;
    moved = true;
    fs::rename(folder / "q", folder / "before");
    fs::create_directory(folder / "q");
  };
  BOOST_CHECK_EXCEPTION(
      compare(toy(), {.program = "/bin/false", .folder = folder / "q", .jobs = 1}, hooks), Failure,
      says({"q", "removed or replaced"}));
  BOOST_TEST(fs::is_empty(folder / "q"));
}

BOOST_AUTO_TEST_CASE(a_run_folder_that_lies_elsewhere_is_refused) {
  const TemporaryFolder folder, outside;
  CompareOptions options{.program = COOPBENCH_PROGRAM, .folder = folder / "q", .jobs = 2};
  compare(toy(), options, quiet());
  fs::remove_all(folder / "q/persistent");
  fs::create_directory_symlink(outside.path(), folder / "q/persistent");
  options.existing = Existing::resume;
  BOOST_CHECK_EXCEPTION(compare(toy(), options, quiet()), UserError,
                        says({"persistent", "symbolic link"}));
  BOOST_TEST(fs::is_empty(outside.path()));
}

BOOST_AUTO_TEST_CASE(a_process_that_fails_is_named_and_leaves_a_state) {
  const TemporaryFolder folder;
  const auto jobs =
      compare(toy(), {.program = "/bin/false", .folder = folder / "q", .jobs = 2}, quiet());
  for (const Job& job : jobs) {
    BOOST_TEST((job.status == Job::Status::failed));
    BOOST_TEST(read_record<RunState>(RunPaths{folder_of(folder, job)}.state()).status == "failed");
  }
}

BOOST_AUTO_TEST_CASE(a_comparison_that_can_not_work_writes_nothing) {
  const TemporaryFolder folder;
  BOOST_CHECK_THROW(compare(toy({"methods.persistent.start.size=3"}),
                            {.program = COOPBENCH_PROGRAM, .folder = folder / "q"}, quiet()),
                    UserError);
  BOOST_TEST(!fs::exists(folder / "q"));
}

BOOST_AUTO_TEST_SUITE_END()

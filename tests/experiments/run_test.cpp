#include "experiments/run/run.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/npy.h"
#include "experiments/small_runs.h"
#include "records/columns.h"
#include "records/metrics.h"
#include "records/run_files.h"
#include "records/schema.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(run_)

BOOST_AUTO_TEST_CASE(progress_counts_to_the_iterations_that_were_set) {
  const TemporaryFolder folder;
  const Preset preset = toy({"shared.training.iterations=49", "shared.training.checkpoint_every=49",
                             "shared.evaluation.every=49", "shared.sampler.steps=1"});
  RunHooks hooks;
  int64_t told = 0;
  std::vector<std::string> measuring;
  hooks.progress = [&](const Progress& p) {
    BOOST_TEST(p.iterations == 49);
    if (p.measuring.empty()) {
      BOOST_TEST(p.iteration == ++told);
      BOOST_TEST(measuring.empty());
    } else {
      measuring.push_back(p.measuring);
    }
  };
  run_method(preset.method("short_run"), place(folder / "run", "short_run"), Existing::refuse,
             hooks);
  BOOST_TEST(told == 49);
  BOOST_REQUIRE(measuring.size() > 5U);
  BOOST_TEST(measuring[0] == "samples");
  BOOST_TEST(measuring[1] == "mmd2");
}

BOOST_AUTO_TEST_CASE(a_run_folder_holds_what_a_report_reads) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const fs::path out = folder / "run";
  BOOST_TEST((run_method(preset.method("coopnets"), place(out, "coopnets"), Existing::refuse, {}) ==
              Outcome::finished));
  const Columns rows = parse_columns(read_text(out / "train.csv"));
  BOOST_TEST(rows.at("iteration").size() == 7U);
  BOOST_TEST(rows.last("gradient_evaluations") == 7 * 16 * 3);
  BOOST_TEST(rows.last("energy_updates") == 7);
  BOOST_TEST(rows.last("generator_updates") == 7);
  BOOST_TEST(rows.last("teaching_loss") > 0);
  BOOST_TEST(parse_columns(read_text(out / "time.csv")).at("seconds").size() == 7U);
  const Columns curve = parse_columns(read_text(out / "validation.csv"));
  BOOST_TEST(curve.at("iteration") == (std::vector<double>{3, 6}),
             boost::test_tools::per_element());
  const MetricsRecord metrics = read_metrics(out / "metrics.json");
  for (const char* key : {"mmd2.start", "mmd2.end", "mmd2.noise_end", "baselines.target",
                          "baselines.uniform_noise", "baselines.mean_image"})
    BOOST_TEST(metrics.row(key)->low.value() <= metrics.row(key)->high.value(), key);
  BOOST_TEST(metrics.row("stability.verdict")->word == "too short");
  for (const char* file : {"samples/start.npy", "samples/end.npy", "samples/noise_end.npy"})
    BOOST_TEST(read_npy(out / file).sizes() == (torch::IntArrayRef{50, 2, 1, 1}));
  for (const char* file : {"config.json", "machine.json", "state.json", "checkpoint.npz",
                           "grids/data.png", "grids/000003-start.png", "grids/000006-end.png",
                           "grids/final-noise_end.png", "density/true.npy", "density/learned.npy"})
    BOOST_TEST(fs::exists(out / file), file);
  // Both densities are normalised on their grid.
  const auto x = read_npy(out / "density/x.npy");
  const double cell = std::pow((x[1] - x[0]).item<double>(), 2);
  for (const char* file : {"density/true.npy", "density/learned.npy"})
    BOOST_TEST(read_npy(out / file).to(torch::kFloat64).exp().sum().item<double>() * cell == 1,
               boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(a_run_stopped_anywhere_and_resumed_is_the_undisturbed_one) {
  const Preset preset = toy();
  for (const Method& method : preset.methods) {
    const TemporaryFolder folder;
    run_method(method, place(folder / "whole", method.name), Existing::refuse, {});
    const fs::path out = folder / "parts";
    BOOST_TEST((run_method(method, place(out, method.name), Existing::refuse, stop_after(1)) ==
                Outcome::interrupted));
    BOOST_TEST(parse_json(read_text(out / "state.json"), "state").at("status") == "interrupted");
    run_method(method, place(out, method.name), Existing::resume, stop_after(4));
    BOOST_TEST(
        (run_method(method, place(out, method.name), Existing::resume, {}) == Outcome::finished));
    check_same(folder / "whole", out);
  }
}

BOOST_AUTO_TEST_CASE(rows_beyond_the_checkpoint_are_cut_off_as_a_killed_run_leaves_them) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("persistent");
  run_method(method, place(folder / "whole", method.name), Existing::refuse, {});
  const fs::path out = folder / "killed";
  run_method(method, place(out, method.name), Existing::refuse, stop_after(4));
  std::FILE* log = std::fopen((out / "train.csv").c_str(), "ab");
  std::fputs("4,0.5,0.5,1,1,1,1,1,,1,1,0,0\n5,0.2", log);
  std::fclose(log);
  write_record(RunPaths{out}.state(), RunState{"running", 4, 7, ""});
  run_method(method, place(out, method.name), Existing::resume, {});
  check_same(folder / "whole", out);
}

BOOST_AUTO_TEST_CASE(divergence_is_a_result) {
  const TemporaryFolder folder;
  const Preset preset = toy({"shared.training.max_x=0.9", "shared.evaluation.every=1"});
  const fs::path out = folder / "run";
  BOOST_TEST((run_method(preset.method("short_run"), place(out, "short_run"), Existing::refuse,
                         {}) == Outcome::diverged));
  const Json state = parse_json(read_text(out / "state.json"), "state");
  BOOST_TEST(state.at("status") == "diverged");
  BOOST_TEST(state.at("iteration") == 0);
  BOOST_TEST(state.at("reason").get<std::string>().find("max |x|") != std::string::npos);
  BOOST_TEST(read_metrics(out / "metrics.json").row("mmd2.end") == nullptr);
  BOOST_TEST(fs::exists(out / "grids/diverged-end.png"));
  BOOST_TEST(read_npy(out / "samples/diverged_end.npy").size(0) == 16);
  BOOST_TEST((run_method(preset.method("short_run"), place(out, "short_run"), Existing::resume,
                         {}) == Outcome::diverged));
}

BOOST_AUTO_TEST_CASE(divergence_in_the_last_update_is_found) {
  const TemporaryFolder folder;
  const Preset preset =
      toy({"shared.optimizer.learning_rate=1e30", "shared.training.iterations=1"});
  const fs::path out = folder / "run";
  BOOST_TEST((run_method(preset.method("short_run"), place(out, "short_run"), Existing::refuse,
                         {}) == Outcome::diverged));
  const Json state = parse_json(read_text(out / "state.json"), "state");
  BOOST_TEST(state.at("status") == "diverged");
  BOOST_TEST(state.at("reason").get<std::string>().find("after the last update") !=
             std::string::npos);
  BOOST_TEST(fs::exists(out / "grids/diverged-end.png"));
}

BOOST_AUTO_TEST_CASE(folders_that_hold_something_are_refused) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  const fs::path out = folder / "run";
  run_method(method, place(out, method.name), Existing::refuse, {});
  BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::refuse, {}),
                        UserError, says({"not empty", "--resume", "--force"}));
  const Preset other = toy({"shared.sampler.steps=4"});
  BOOST_CHECK_EXCEPTION(
      run_method(other.method("short_run"), place(out, method.name), Existing::resume, {}),
      UserError, says({"other settings", "sampler.steps is 3 there and 4 now"}));
  write_whole(folder / "precious", "mine");
  BOOST_CHECK_EXCEPTION(
      run_method(method, place(folder.path(), method.name), Existing::replace, {}), UserError,
      says({"no run of coopbench"}));
  BOOST_TEST(read_text(folder / "precious") == "mine");
  fs::create_directory(folder / "bert");
  write_whole(folder / "bert/config.json", "{\"model_type\": \"bert\"}");
  BOOST_CHECK_THROW(run_method(method, place(folder / "bert", method.name), Existing::replace, {}),
                    UserError);
  BOOST_TEST(fs::exists(folder / "bert/config.json"));
  write_whole(out / "notes.txt", "mine");
  BOOST_TEST(
      (run_method(method, place(out, method.name), Existing::replace, {}) == Outcome::finished));
}

BOOST_AUTO_TEST_CASE(a_run_of_another_schema_is_not_resumed_but_may_be_replaced) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  const fs::path out = folder / "run";
  run_method(method, place(out, method.name), Existing::refuse, stop_after(1));
  for (const char* file : {"config.json", "state.json"}) {
    const std::string before = read_text(out / file);
    Json json = parse_json(before, file);
    json["schema_version"] = kSchemaVersion + 1;
    write_whole(out / file, json.dump());
    BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::resume, {}),
                          SchemaError,
                          says({file, fmt::format("schema_version {}", kSchemaVersion + 1),
                                fmt::format("reads {}", kSchemaVersion)}));
    write_whole(out / file, before);
  }
  Json old = parse_json(read_text(out / "config.json"), "config");
  old["schema_version"] = 1;
  write_whole(out / "config.json", old.dump());
  BOOST_TEST(
      (run_method(method, place(out, method.name), Existing::replace, {}) == Outcome::finished));
}

BOOST_AUTO_TEST_CASE(a_run_that_can_not_work_writes_nothing) {
  const TemporaryFolder folder;
  const Preset preset = toy({"shared.training.batch=900000"});
  BOOST_CHECK_THROW(run_method(preset.method("short_run"), place(folder / "run", "short_run"),
                               Existing::refuse, {}),
                    UserError);
  BOOST_TEST(!fs::exists(folder / "run"));
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit_of_a_run) {
  const Preset preset = toy({"shared.training.chains=40", "shared.training.batch=70"});
  for (const Method& method : preset.methods) {
    const TemporaryFolder folder;
    for (const int64_t threads : {1, 2, 3}) {
      RunPlace here = place(folder / std::to_string(threads), method.name);
      here.threads = threads;
      BOOST_TEST((run_method(method, here, Existing::refuse, {}) == Outcome::finished));
      BOOST_TEST(parse_json(read_text(here.folder / "machine.json"), "machine").at("threads") ==
                 threads);
      check_same(folder / "1", here.folder);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_tells_its_engine_once_and_by_choice_where_its_time_goes) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  RunPlace here = place(folder / "run", "persistent");
  here.profile = true;
  std::vector<std::string> notes;
  RunHooks hooks;
  hooks.note = [&](const std::string& text) { notes.push_back(text); };
  run_method(preset.method("persistent"), here, Existing::refuse, hooks);
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[0] == "engine lanes on 1 thread");
  BOOST_TEST(notes[1].starts_with("work "));
  BOOST_TEST(notes[1].find("sampling/steps/conv 1x1, 32 -> 64, backward") != std::string::npos);
  BOOST_TEST(read_text(here.folder / "profile.txt").find("wall time") != std::string::npos);
  const Json trace = parse_json(read_text(here.folder / "trace.json"), "trace");
  BOOST_TEST(trace.at("traceEvents").size() > 7U * 6);
  const Json machine = parse_json(read_text(here.folder / "machine.json"), "machine");
  BOOST_TEST(machine.at("engine") == "lanes");
  BOOST_TEST(machine.at("precision") == "float32");
}

BOOST_AUTO_TEST_CASE(a_run_with_the_kl_term_records_it_and_goes_on_to_the_same_bits) {
  const TemporaryFolder folder;
  const Preset preset = toy({"shared.training.loss={\"kl_weight\":1}"});
  for (const char* name : {"persistent", "coopnets"}) {
    const Method& method = preset.method(name);
    const fs::path whole = folder / name / "whole", parts = folder / name / "parts";
    run_method(method, place(whole, name), Existing::refuse, {});
    run_method(method, place(parts, name), Existing::refuse, stop_after(4));
    run_method(method, place(parts, name), Existing::resume, {});
    check_same(whole, parts);
    const std::vector<double> ratio = parse_columns(read_text(whole / "train.csv")).at("kl_ratio");
    BOOST_TEST(ratio.size() == 7U);
    for (const double value : ratio) BOOST_TEST((value > 0 && value < 1e3));
    const MetricsRecord metrics = read_metrics(whole / "metrics.json");
    BOOST_REQUIRE(metrics.row("loss.kl_ratio"));
    BOOST_TEST(
        *metrics.row("loss.kl_ratio")->estimate == (ratio[3] + ratio[4] + ratio[5] + ratio[6]) / 4,
        boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(a_kl_term_through_a_rule_that_remembers_is_refused_before_anything_runs) {
  const TemporaryFolder folder;
  const Preset preset =
      toy({"shared.training.loss={\"kl_weight\":1}", "shared.sampler.rule={\"name\":\"adam\"}"});
  BOOST_CHECK_EXCEPTION(run_method(preset.method("persistent"), place(folder / "run", "persistent"),
                                   Existing::refuse, {}),
                        UserError, [](const UserError& error) {
                          const std::string text = error.what();
                          return text.find("training.loss.kl_weight: a step of adam") !=
                                 std::string::npos;
                        });
  BOOST_TEST(!fs::exists(folder / "run"));
}

BOOST_AUTO_TEST_SUITE_END()

#include <fmt/format.h>

#include <fstream>

#include "core/json.h"
#include "core/npy.h"
#include "core/stream.h"
#include "experiments/finished_run.h"
#include "records/metrics.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(resume_)

BOOST_AUTO_TEST_CASE(what_a_finished_run_lacks_is_made_again_from_its_checkpoint) {
  const Finished run;
  for (const char* file :
       {"metrics.json", "checksums.json", "state.json", "samples/end.npy", "samples/start.npy",
        "grids/final-end.png", "grids/data.png", "density/learned.npy"})
    for (const bool missing : {true, false}) {
      run.renew_without(file, missing);
      std::string notes;
      BOOST_TEST((run.resume(notes) == Outcome::finished), file);
      if (file != std::string("state.json")) {
        BOOST_TEST(notes.find("made again") != std::string::npos, notes);
        BOOST_TEST(notes.find(file) != std::string::npos, notes);
      }
      check_same(run.whole, run.out);
    }
}

BOOST_AUTO_TEST_CASE(a_state_or_config_that_nobody_wrote_is_made_again) {
  const Finished run;
  const auto replace = [&](const char* file, const std::string& before, const std::string& after) {
    run.renew();
    std::string text = read_text(run.out / file);
    BOOST_REQUIRE(text.find(before) != std::string::npos);
    write_whole(run.out / file, text.replace(text.find(before), before.size(), after));
    std::string notes;
    BOOST_TEST((run.resume(notes) == Outcome::finished), before);
    BOOST_TEST(notes.find(file) != std::string::npos, notes);
    check_same(run.whole, run.out);
  };
  replace("state.json", "\"iteration\": 7", "\"iteration\": 6");
  replace("state.json", "finished", "diverged");
  replace("config.json", "\"steps\": 3", "\"steps\": 4");
}

BOOST_AUTO_TEST_CASE(a_stopped_run_goes_on_whatever_was_done_to_its_config) {
  const Finished run;
  fs::remove_all(run.out);
  run_method(run.method, place(run.out, run.method.name), Existing::refuse, stop_after(4));
  write_whole(run.out / "config.json", "{}");
  std::string notes;
  BOOST_TEST((run.resume(notes) == Outcome::finished));
  check_same(run.whole, run.out);
}

BOOST_AUTO_TEST_CASE(the_name_of_a_preset_is_no_setting) {
  const Finished run;
  run_method(run.method, place(run.folder / "b", run.method.name), Existing::refuse, stop_after(4));
  RunPlace renamed = place(run.folder / "b", run.method.name);
  renamed.preset = "toy_2";
  BOOST_TEST((run_method(run.method, renamed, Existing::resume, {}) == Outcome::finished));
  BOOST_TEST(read_text(run.folder / "b/train.csv") == read_text(run.whole / "train.csv"));
}

BOOST_AUTO_TEST_CASE(a_log_that_is_changed_under_a_run_is_no_result) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  for (const char* file : {"train.csv", "validation.csv"}) {
    const fs::path out = folder / file;
    RunHooks hooks;
    int64_t asked = 0;
    hooks.stop = [&] {
      if (++asked == 5) {
        std::fstream log(out / file, std::ios::in | std::ios::out);
        log.seekp(60);
        log << "X";
      }
      return false;
    };
    BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::refuse, hooks),
                          Failure, says({file, "was changed"}));
    BOOST_TEST(read_text(out / "checksums.json").find("metrics.json") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(other_data_than_before_are_refused) {
  const TemporaryFolder folder;
  const auto write_data = [&](uint64_t seed) {
    write_npy(folder / "x.npy", uniform({.seed = seed}, {40, 1, 16, 16}, -1, 1));
  };
  write_data(1);
  const Preset preset = toy({"shared.energy={\"name\":\"anatomy_vanilla\",\"n_f\":2}",
                             "methods={\"short_run\":{\"start\":{\"name\":\"noise\"}}}",
                             "shared.evaluation.samples=10", "shared.evaluation.images=9",
                             "shared.evaluation.curve_samples=10",
                             fmt::format("shared.data={{\"name\":\"npy\",\"file\":\"{}\","
                                         "\"train\":20,\"validation\":10,\"test\":10}}",
                                         (folder / "x.npy").string())});
  const Method& method = preset.method("short_run");
  const auto resume = [&](const RunHooks& hooks) {
    return run_method(method, place(folder / "run", method.name), Existing::resume, hooks);
  };
  resume(stop_after(4));
  write_data(2);
  const auto before = contents(folder / "run");
  BOOST_CHECK_EXCEPTION(resume({}), UserError, says({"other data", "x.npy", "put them back"}));
  BOOST_TEST((contents(folder / "run") == before));
  write_data(1);
  BOOST_TEST((resume({}) == Outcome::finished));
}

BOOST_AUTO_TEST_CASE(a_whole_run_is_left_alone) {
  const Finished run;
  const auto before = fs::last_write_time(run.out / "metrics.json");
  std::string notes;
  BOOST_TEST((run.resume(notes) == Outcome::finished));
  BOOST_TEST(notes.ends_with("has ended already, and its files are as it wrote them\n"), notes);
  BOOST_TEST((fs::last_write_time(run.out / "metrics.json") == before));
}

BOOST_AUTO_TEST_CASE(a_picture_of_the_training_is_named_where_it_is_lost) {
  const Finished run;
  fs::remove(run.out / "grids/000003-end.png");
  std::string notes;
  BOOST_TEST((run.resume(notes) == Outcome::finished));
  BOOST_TEST(notes.find("grids/000003-end.png") != std::string::npos, notes);
}

BOOST_AUTO_TEST_CASE(damage_that_only_training_mends_is_refused_and_left_as_it_is) {
  const Finished run;
  for (const char* file : {"train.csv", "validation.csv", "checkpoint.npz"})
    for (const bool missing : {true, false}) {
      run.renew_without(file, missing);
      const auto before = contents(run.out);
      std::string notes;
      BOOST_CHECK_EXCEPTION(run.resume(notes), Failure,
                            says({file, "put it back", "remove the run's folder"}));
      BOOST_TEST((contents(run.out) == before), file);
    }
}

BOOST_AUTO_TEST_CASE(flips_in_the_logs_of_a_stopped_run_are_found) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  const fs::path out = folder / "run";
  run_method(method, place(out, method.name), Existing::refuse, stop_after(4));
  for (const char* file : {"train.csv", "validation.csv"}) {
    const std::string good = read_text(out / file);
    for (size_t at = 0; at < good.size(); at += 37) {
      flip(out / file, at);
      BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::resume, {}),
                            Failure, says({file, "checkpoint"}));
      write_whole(out / file, good);
    }
  }
  fs::remove(out / "checkpoint.npz");
  BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::resume, {}), Failure,
                        says({"checkpoint.npz: is missing"}));
}

BOOST_AUTO_TEST_CASE(results_without_their_settings_are_not_gone_on_from) {
  const Finished run;
  std::string notes;
  // The checksums tell that these settings are the ones.
  for (const char* text : {"", "{\"schema_ver"}) {
    run.renew();
    fs::remove(run.out / "config.json");
    if (*text != '\0') write_whole(run.out / "config.json", text);
    BOOST_TEST((run.resume(notes) == Outcome::finished));
    check_same(run.whole, run.out);
  }
  fs::remove(run.out / "config.json");
  const Preset other = toy({"shared.sampler.steps=4"});
  BOOST_CHECK_EXCEPTION(
      run_method(other.method("persistent"), place(run.out, "persistent"), Existing::resume, {}),
      UserError, says({"config.json", "which settings"}));
}

BOOST_AUTO_TEST_CASE(a_state_of_another_type_is_a_broken_one) {
  const Finished run;
  write_whole(run.out / "state.json", R"({"schema_version": 3, "status": 7, "iteration": "x"})");
  std::string notes;
  BOOST_TEST((run.resume(notes) == Outcome::finished));
  check_same(run.whole, run.out);
}

BOOST_AUTO_TEST_CASE(a_run_that_diverged_is_verified_too) {
  const TemporaryFolder folder;
  // So that it takes some iterations.
  const Preset preset =
      toy({"shared.training.max_x=3", "shared.sampler.steps=20",
           "shared.optimizer.learning_rate=0.3", "shared.training.iterations=60"});
  const Method& method = preset.method("persistent");
  const fs::path whole = folder / "whole", out = folder / "run";
  BOOST_REQUIRE(
      (run_method(method, place(whole, method.name), Existing::refuse, {}) == Outcome::diverged));
  for (const char* file : {"metrics.json", "samples/diverged_end.npy"}) {
    fs::remove_all(out);
    fs::copy(whole, out, fs::copy_options::recursive);
    fs::remove(out / file);
    BOOST_TEST(
        (run_method(method, place(out, method.name), Existing::resume, {}) == Outcome::diverged));
    check_same(whole, out);
  }
}

BOOST_AUTO_TEST_CASE(a_run_stops_while_it_measures_and_goes_on) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("coopnets");
  run_method(method, place(folder / "whole", method.name), Existing::refuse, {});
  const fs::path out = folder / "run";
  // Seven questions while it trains, the next ones while it measures.
  BOOST_TEST((run_method(method, place(out, method.name), Existing::refuse, stop_after(9)) ==
              Outcome::interrupted));
  BOOST_TEST(!fs::exists(out / "metrics.json"));
  const Json state = parse_json(read_text(out / "state.json"), "state");
  BOOST_TEST(state.at("status") == "interrupted");
  BOOST_TEST(state.at("iteration") == 7);
  run_method(method, place(out, method.name), Existing::resume, {});
  check_same(folder / "whole", out);
}

BOOST_AUTO_TEST_CASE(a_run_whose_folder_was_replaced_writes_nothing_into_the_next) {
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  // While it trains, and while it measures.
  for (const int64_t question : {2, 9}) {
    const TemporaryFolder folder;
    const fs::path out = folder / "run";
    RunHooks hooks;
    int64_t asked = 0;
    hooks.stop = [&] {
      if (++asked == question) {
        fs::rename(out, folder / "before");
        fs::create_directory(out);
      }
      return false;
    };
    BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::refuse, hooks),
                          Failure, says({"run", "removed or replaced"}));
    BOOST_TEST(fs::is_empty(out));
  }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_laid_under_a_run_leads_nowhere) {
  const TemporaryFolder folder, outside;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  const fs::path out = folder / "run";
  RunHooks hooks;
  int64_t asked = 0;
  hooks.stop = [&] {
    if (++asked == 2) {
      fs::remove_all(out / "grids");
      fs::create_directory_symlink(outside.path(), out / "grids");
    }
    return false;
  };
  BOOST_CHECK_EXCEPTION(run_method(method, place(out, method.name), Existing::refuse, hooks),
                        UserError, says({"grids", "symbolic link"}));
  BOOST_TEST(fs::is_empty(outside.path()));
}

BOOST_AUTO_TEST_CASE(links_do_not_lead_a_run_out_of_its_folder) {
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  // time.csv is no result: a new one takes the place of the link.
  for (const std::string name : {"samples", "grids", "density", "train.csv", "time.csv"}) {
    const TemporaryFolder folder, outside;
    const fs::path out = folder / "run";
    run_method(method, place(out, method.name), Existing::refuse, stop_after(1));
    fs::remove_all(out / name);
    fs::create_symlink(outside.path(), out / name);
    const auto resume = [&] { run_method(method, place(out, method.name), Existing::resume, {}); };
    if (name == "time.csv")
      resume();
    else
      BOOST_CHECK_THROW(resume(), std::runtime_error);
    BOOST_TEST(fs::is_empty(outside.path()), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

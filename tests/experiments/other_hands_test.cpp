#include <unistd.h>

#include <algorithm>

#include "core/json.h"
#include "experiments/finished_run.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(other_hands)

BOOST_AUTO_TEST_CASE(files_of_a_run_with_another_seed_or_settings_are_refused) {
  const Finished run;
  const Preset taught = toy({"shared.optimizer.learning_rate=0.02"});
  const auto make = [&](const char* name, const Method& method, uint64_t seed, int64_t iterations) {
    RunPlace there = place(run.folder / name, method.name);
    there.seed = seed;
    run_method(method, there, Existing::refuse,
               iterations < 7 ? stop_after(iterations) : RunHooks{});
    return there.folder;
  };
  const fs::path started = make("started", run.method, 3, 4);
  const fs::path other_seed = make("seed", run.method, 4, 4);
  const fs::path other_rate = make("rate", taught.method("persistent"), 3, 4);
  const fs::path finished = make("finished", run.method, 4, 7);
  const auto mixed = [&](const fs::path& base, const fs::path& other,
                         const std::vector<std::string>& files) {
    fs::remove_all(run.out);
    fs::copy(base, run.out, fs::copy_options::recursive);
    for (const std::string& file : files)
      fs::copy_file(other / file, run.out / file, fs::copy_options::overwrite_existing);
    const auto before = contents(run.out);
    std::string notes;
    BOOST_CHECK_EXCEPTION(run.resume(notes), UserError,
                          says({"of other settings or another seed"}));
    BOOST_TEST(notes == "");
    BOOST_TEST((contents(run.out) == before));
  };
  mixed(finished, run.whole, {"config.json"});
  mixed(other_seed, started, {"config.json"});
  mixed(other_rate, started, {"config.json"});
  mixed(other_rate, started, {"config.json", "checksums.json"});
  mixed(started, other_seed, {"checkpoint.npz", "train.csv", "validation.csv"});
  mixed(run.whole, finished,
        {"checkpoint.npz", "train.csv", "validation.csv", "checksums.json", "metrics.json"});
}

BOOST_AUTO_TEST_CASE(a_state_that_says_finished_too_early_is_not_believed) {
  const Finished run;
  for (const char* status : {"finished", "diverged"}) {
    fs::remove_all(run.out);
    run_method(run.method, place(run.out, run.method.name), Existing::refuse, stop_after(4));
    std::string state = read_text(run.out / "state.json");
    write_whole(run.out / "state.json", state.replace(state.find("interrupted"), 11, status));
    std::string notes;
    BOOST_TEST((run.resume(notes) == Outcome::finished), status);
    check_same(run.whole, run.out);
  }
}

BOOST_AUTO_TEST_CASE(a_lost_or_short_time_csv_costs_the_times_alone) {
  const Finished run;
  for (const char* text : {"", "iteration,seconds,cpu_seconds\n0,0.1,0.1\n", "no log\n"}) {
    fs::remove_all(run.out);
    run_method(run.method, place(run.out, run.method.name), Existing::refuse, stop_after(4));
    fs::remove(run.out / "time.csv");
    if (*text != '\0') write_whole(run.out / "time.csv", text);
    std::string notes;
    BOOST_TEST((run.resume(notes) == Outcome::finished));
    check_same(run.whole, run.out);
    const std::string times = read_text(run.out / "time.csv");
    BOOST_TEST(std::count(times.begin(), times.end(), '\n') == 8);
    BOOST_TEST(times.ends_with("6,nan,nan\n"), times);
  }
  const Preset budget = toy({"shared.training.cpu_seconds=1000"});
  const Method& method = budget.method("persistent");
  fs::remove_all(run.out);
  run_method(method, place(run.out, method.name), Existing::refuse, stop_after(4));
  fs::remove(run.out / "time.csv");
  BOOST_CHECK_EXCEPTION(run_method(method, place(run.out, method.name), Existing::resume, {}),
                        Failure, says({"time.csv: is missing"}));
}

BOOST_AUTO_TEST_CASE(another_build_that_goes_on_with_a_run_is_noted) {
  const Finished run;
  fs::remove_all(run.out);
  run_method(run.method, place(run.out, run.method.name), Existing::refuse, stop_after(4));
  Json machine = parse_json(read_text(run.out / "machine.json"), "machine");
  BOOST_TEST(machine.at("also").empty());
  machine["coopbench"] = "0.0.9";
  write_whole(run.out / "machine.json", machine.dump());
  std::string notes;
  BOOST_TEST((run.resume(notes) == Outcome::finished));
  BOOST_TEST(notes.find("was begun by coopbench 0.0.9, LibTorch") != std::string::npos, notes);
  machine = parse_json(read_text(run.out / "machine.json"), "machine");
  BOOST_TEST(machine.at("coopbench") == "0.0.9");
  BOOST_TEST(machine.at("also").size() == 1);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_read_is_not_called_damaged) {
  const bool root = ::geteuid() == 0;
  const Finished run;
  fs::permissions(run.folder.path(), fs::perms::all);
  for (const char* file : {"train.csv", "checkpoint.npz"})
    for (const bool finished : {true, false}) {
      fs::remove_all(run.out);
      run_method(run.method, place(run.out, run.method.name), Existing::refuse,
                 finished ? RunHooks{} : stop_after(4));
      fs::permissions(run.out / file, fs::perms::none);
      for (const auto& entry : fs::recursive_directory_iterator(run.out))
        if (root) BOOST_REQUIRE(::chown(entry.path().c_str(), 65534, 65534) == 0);
      BOOST_REQUIRE((!root || ::chown(run.out.c_str(), 65534, 65534) == 0));
      BOOST_REQUIRE((!root || ::seteuid(65534) == 0));
      std::string notes, message;
      try {
        run.resume(notes);
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      BOOST_REQUIRE((!root || ::seteuid(0) == 0));
      BOOST_TEST(message.find("Permission denied") != std::string::npos, message);
      BOOST_TEST(message.find("remove") == std::string::npos, message);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Runs that diverge and go back to a checkpoint.
#include <fmt/format.h>

#include <algorithm>

#include "core/archive.h"
#include "experiments/small_runs.h"
#include "records/columns.h"
#include "records/metrics.h"
#include "records/run_files.h"

using namespace coopbench;

namespace {

Columns train_of(const fs::path& folder) {
  return parse_columns(read_text(RunPaths{folder}.train()));
}

/// A run whose bound on |d| only its own largest |d| breaks, at an iteration that has checkpoints
/// before it.
struct Diverging {
  TemporaryFolder folder;
  std::string name;
  fs::path ordinary = folder / "ordinary";
  size_t worst = 0;  ///< the iteration of that d
  std::string bound;

  explicit Diverging(std::string method) : name(std::move(method)) {
    run_method(toy(longer()).method(name), place(ordinary, name), Existing::refuse, {});
    std::vector<double> d = train_of(ordinary).at("d");
    for (double& value : d) value = std::abs(value);
    worst = static_cast<size_t>(std::max_element(d.begin() + 5, d.end()) - d.begin());
    double others = 0;
    for (size_t i = 0; i < worst; ++i) others = std::max(others, d[i]);
    bound = fmt::format("shared.training.max_difference={}", 0.999 * d[worst] + 0.001 * others);
    BOOST_REQUIRE(d[worst] > others);
  }
  static std::vector<std::string> longer(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"shared.training.iterations=14", "shared.training.checkpoint_every=4",
                             "shared.evaluation.every=1", "shared.evaluation.long_run=0",
                             "shared.evaluation.further_steps=0", "shared.evaluation.blocks=1"});
    return more;
  }
  Outcome run(const fs::path& out, const std::vector<std::string>& settings, const RunHooks& hooks,
              Existing existing = Existing::refuse) const {
    std::vector<std::string> all = longer({bound, "shared.training.on_divergence=rewind"});
    all.insert(all.end(), settings.begin(), settings.end());
    return run_method(toy(all).method(name), place(out, name), existing, hooks);
  }
};

const char* const kMethods[] = {"short_run", "persistent", "coopnets"};

}  // namespace

BOOST_AUTO_TEST_SUITE(rewinding)

BOOST_AUTO_TEST_CASE(a_run_that_diverges_goes_back_and_on_with_other_numbers) {
  for (const char* method : kMethods) {
    const Diverging of(method);
    const fs::path out = of.folder / "run";
    std::string notes;
    RunHooks hooks;
    hooks.note = [&](const std::string& text) { notes += text + "\n"; };
    BOOST_TEST((of.run(out, {"shared.training.record=[2,13]"}, hooks) == Outcome::finished));
    const Columns rewinds = parse_columns(read_text(RunPaths{out}.rewinds()));
    BOOST_REQUIRE(rewinds.lines >= 2);
    BOOST_TEST(rewinds.at("iteration")[0] == static_cast<double>(of.worst));
    const auto back = static_cast<size_t>(rewinds.at("back_to")[0]);
    BOOST_TEST(back == of.worst / 4 * 4);
    BOOST_TEST(notes.find(fmt::format("diverged at iteration {} (d is", of.worst)) !=
               std::string::npos);
    BOOST_TEST(notes.find(fmt::format("goes back to {}, rewind 1 of at most 10", back)) !=
               std::string::npos);

    // Rows up to there are those of a run without a bound, the next one is another.
    const Columns ran = train_of(out), ordinary = train_of(of.ordinary);
    BOOST_TEST(ran.lines == 15);
    for (size_t i = 0; i < back; ++i) BOOST_TEST(ran.at("d")[i] == ordinary.at("d")[i]);
    BOOST_TEST(ran.at("d")[back] != ordinary.at("d")[back]);
    // What was spent is spent: a chain takes 3 steps, of 16 chains.
    const double all = ran.last("gradient_evaluations");
    double lost = 0;
    for (size_t i = 0; i < rewinds.at("iteration").size(); ++i)
      lost += rewinds.at("iteration")[i] + 1 - rewinds.at("back_to")[i];
    BOOST_TEST(all == (14 + lost) * 3 * 16);

    const MetricsRecord metrics = read_metrics(RunPaths{out}.metrics());
    const auto count = static_cast<double>(rewinds.lines - 1);
    BOOST_REQUIRE(metrics.row("stability.rewinds"));
    BOOST_TEST(*metrics.row("stability.rewinds")->estimate == count);
    BOOST_TEST(metrics.row("health.rewinds")
                   ->word.starts_with(
                       fmt::format("diverged and went back {} time{}, to iteration {}", count,
                                   count == 1 ? "" : "s", rewinds.at("back_to")[0])));
    BOOST_TEST(metrics.row("stability.verdict")->word == "rewound");
    BOOST_TEST(fs::exists(RunPaths{out}.record_of(13)));
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_never_diverges_is_the_same_with_rewind) {
  const Diverging of("persistent");
  const fs::path out = of.folder / "run";
  BOOST_TEST((of.run(out, {"shared.training.max_difference=1e8"}, {}) == Outcome::finished));
  for (const char* file : {"train.csv", "validation.csv", "samples/end.npy"})
    BOOST_TEST((read_text(out / file) == read_text(of.ordinary / file)), file);
  BOOST_TEST(*read_metrics(RunPaths{out}.metrics()).row("stability.rewinds")->estimate == 0);
  BOOST_TEST(read_metrics(RunPaths{out}.metrics()).row("health.rewinds")->word == "fine");
  BOOST_TEST(!fs::exists(RunPaths{of.ordinary}.rewinds()));
  BOOST_TEST(!read_metrics(RunPaths{of.ordinary}.metrics()).row("stability.rewinds"));
}

BOOST_AUTO_TEST_CASE(stopped_anywhere_it_goes_on_to_the_same_bits) {
  for (const char* method : kMethods) {
    const Diverging of(method);
    const std::vector<std::string> record{"shared.training.record=[1,9]"};
    of.run(of.folder / "whole", record, {});
    const auto worst = static_cast<int64_t>(of.worst);
    for (const int64_t stop : {worst - 1, worst + 1}) {
      const fs::path out = of.folder / fmt::format("parts-{}", stop);
      of.run(out, record, stop_after(stop));
      of.run(out, record, stop_after(2), Existing::resume);
      BOOST_TEST((of.run(out, record, {}, Existing::resume) == Outcome::finished));
      check_same(of.folder / "whole", out);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_killed_behind_its_checkpoint_goes_on_to_the_same_bits) {
  const Diverging of("persistent");
  of.run(of.folder / "whole", {}, {});
  const auto worst = static_cast<int64_t>(of.worst);
  for (const int64_t killed : {int64_t{2}, worst, worst + 1, worst + 2}) {
    const fs::path out = of.folder / fmt::format("killed-{}", killed);
    RunHooks hooks;
    int64_t done = 0;
    hooks.progress = [&](const Progress&) {
      if (++done == killed) throw std::runtime_error("killed");
    };
    BOOST_CHECK_THROW(of.run(out, {}, hooks), std::runtime_error);
    BOOST_TEST((of.run(out, {}, {}, Existing::resume) == Outcome::finished));
    check_same(of.folder / "whole", out);
  }
}

// Before the first multiple of checkpoint_every a run goes back to its beginning: nothing of the
// lost stretch may stay in its optimisers and banks.
BOOST_AUTO_TEST_CASE(a_run_that_goes_back_to_its_beginning_keeps_nothing) {
  for (const char* method : kMethods) {
    const Diverging of(method);
    const std::vector<std::string> rare{"shared.training.checkpoint_every=1000",
                                        "shared.training.record=[0]",
                                        "shared.training.max_rewinds=100"};
    const fs::path whole = of.folder / "whole", out = of.folder / "killed";
    BOOST_TEST((of.run(whole, rare, {}) == Outcome::finished));
    const Archive first = read_npz(RunPaths{whole}.record_of(0)).folder("before");
    BOOST_TEST(first.at("rewinds").numel() >= 1);
    for (const auto& [name, tensor] : first.tensors())
      if (name.starts_with("optimizer/") || name == "start/visits" ||
          name.starts_with("start/optimizer/"))
        BOOST_TEST(tensor.abs().sum().item<double>() == 0, name);
    RunHooks hooks;
    hooks.note = [&](const std::string& text) {
      if (text.find("goes back") != std::string::npos) throw std::runtime_error("killed");
    };
    BOOST_CHECK_THROW(of.run(out, rare, hooks), std::runtime_error);
    BOOST_TEST((of.run(out, rare, {}, Existing::resume) == Outcome::finished));
    check_same(whole, out);
  }
}

BOOST_AUTO_TEST_CASE(a_bank_has_the_visits_of_the_iterations_that_stay) {
  const Diverging of("persistent");
  of.run(of.folder / "run", {}, {});
  const Archive last = read_npz(RunPaths{of.folder / "run"}.checkpoint());
  BOOST_TEST(last.at("start/visits").sum().item<int64_t>() == 14 * 16);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_to_go_back_to_that_is_another_is_refused_on_resume) {
  const Diverging of("persistent");
  const fs::path out = of.folder / "run";
  of.run(out, {}, stop_after(5));
  const fs::path file = RunPaths{out}.rewind();
  const std::string whole = read_text(file);
  const auto refused = [&](const char* text) {
    BOOST_CHECK_EXCEPTION(of.run(out, {}, {}, Existing::resume), Failure,
                          [&](const Failure& error) {
                            const std::string words = error.what();
                            return words.find("rewind.npz") != std::string::npos &&
                                   words.find(text) != std::string::npos;
                          });
  };
  fs::copy_file(RunPaths{out}.checkpoint(), file, fs::copy_options::overwrite_existing);
  refused("not this run's checkpoint of iteration 4");
  write_whole(file, whole.substr(0, whole.size() / 2));
  refused("put it back");
  fs::remove(file);
  refused("put it back");
  write_whole(file, whole);
  BOOST_TEST((of.run(out, {}, {}, Existing::resume) == Outcome::finished));
  BOOST_TEST(!fs::exists(file));
  fs::remove(RunPaths{out}.metrics());  // made again without it
  BOOST_TEST((of.run(out, {}, {}, Existing::resume) == Outcome::finished));
}

BOOST_AUTO_TEST_CASE(a_run_that_always_diverges_stops_after_so_many_rewinds) {
  const Diverging of("coopnets");
  const fs::path out = of.folder / "run";
  BOOST_TEST((of.run(out, {"shared.training.max_difference=1e-9", "shared.training.max_rewinds=3"},
                     {}) == Outcome::diverged));
  const auto state = read_record<RunState>(RunPaths{out}.state());
  BOOST_TEST(state.status == "diverged");
  BOOST_TEST(state.reason.find("beyond the bound 1e-09; the run had gone back 3 times, to "
                               "iteration 0, 0, 0: other random numbers don't help") !=
             std::string::npos);
  BOOST_TEST(parse_columns(read_text(RunPaths{out}.rewinds())).lines == 4);
  const MetricsRecord metrics = read_metrics(RunPaths{out}.metrics());
  BOOST_TEST(metrics.row("stability.verdict")->word == "diverged");
  BOOST_TEST(*metrics.row("stability.rewinds")->estimate == 3);
  BOOST_TEST(fs::exists(RunPaths{out}.diverged_sample("end")));
}

BOOST_AUTO_TEST_CASE(a_lost_log_of_rewinds_is_named) {
  const Diverging of("short_run");
  const fs::path out = of.folder / "run";
  of.run(out, {}, {});
  fs::remove(RunPaths{out}.rewinds());
  BOOST_CHECK_EXCEPTION(of.run(out, {}, {}, Existing::resume), Failure, [](const Failure& error) {
    return std::string(error.what()).find("rewinds.csv: is missing") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(the_time_of_what_was_lost_counts) {
  const Diverging of("short_run");
  const fs::path out = of.folder / "run";
  of.run(out, {}, {});
  const std::vector<double> seconds = parse_columns(read_text(RunPaths{out}.time())).at("seconds");
  BOOST_TEST(seconds.size() == 14U);
  BOOST_TEST(std::is_sorted(seconds.begin(), seconds.end()));
}

BOOST_AUTO_TEST_SUITE_END()

#include "experiments/trained/trained_run.h"

#include "experiments/finished_run.h"
#include "experiments/trained_runs.h"

using namespace coopbench;

namespace {

const Finished& fresh() {
  static const Finished made;
  made.renew();
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trained_run)

BOOST_AUTO_TEST_CASE(a_run_is_loaded_as_its_samples_saw_it) {
  const Finished& finished = fresh();
  const TrainedRun run = load_trained_run(finished.out, 1);
  BOOST_TEST(run.iterations() == 7);
  BOOST_TEST(run.head.method == "persistent");
  BOOST_TEST(run.notes.empty());
  const Samples again = draw_samples(run.parts, 3, 7, 50, 16);
  BOOST_TEST(torch::equal(again.end, read_npy(RunPaths{finished.out}.sample("end"))));
}

BOOST_AUTO_TEST_CASE(what_is_no_trained_run_is_refused_in_words) {
  const Finished& finished = fresh();
  const auto refused = [&](std::initializer_list<std::string> words) {
    BOOST_CHECK_EXCEPTION(load_trained_run(finished.out, 1), UserError, says(words));
    finished.renew();
  };
  fs::remove(finished.out / "config.json");
  refused({"is not the folder of a run", "config.json"});
  fs::remove(finished.out / "checkpoint.npz");
  refused({"no checkpoint", "7 iterations"});
  Json config = read_versioned(finished.out / "config.json");
  config["sampler"]["stepps"] = 3;
  write_versioned(finished.out / "config.json", config);
  fs::remove(finished.out / "checksums.json");
  refused({"stepps", "config.json: sampler", "steps"});
  config = read_versioned(finished.out / "config.json");
  config["sampler"]["steps"] = 4;
  write_versioned(finished.out / "config.json", config);
  fs::remove(finished.out / "checksums.json");
  refused({"other settings"});
  BOOST_CHECK_EXCEPTION(load_trained_run(finished.folder / "nowhere", 1), UserError,
                        says({"there is no such folder"}));
}

BOOST_AUTO_TEST_CASE(damage_is_found_before_anything_is_made_of_it) {
  const Finished& finished = fresh();
  flip(finished.out / "checkpoint.npz", 400);
  BOOST_CHECK_EXCEPTION(load_trained_run(finished.out, 1), Failure,
                        says({"checkpoint.npz", "damaged"}));
}

BOOST_AUTO_TEST_CASE(a_comparison_names_its_runs) {
  const Finished& finished = fresh();
  const ComparisonPaths comparison{finished.folder / "c"};
  make_folder(comparison.run("persistent", 3).parent_path());
  fs::copy(finished.out, comparison.run("persistent", 3), fs::copy_options::recursive);
  write_record(comparison.comparison(),
               ComparisonRecord{.methods = {"persistent"}, .seeds = {3, 4}});
  BOOST_CHECK_EXCEPTION(load_trained_run(comparison.folder, 1), UserError,
                        says({"is a comparison", "persistent/seed-3"}));
}

BOOST_AUTO_TEST_CASE(images_that_changed_since_training_are_refused) {
  const SmallTrained small;
  const fs::path run = small.image_run(kNoise);
  BOOST_CHECK_NO_THROW(load_trained_run(run, 1));
  write_npy(small.folder / "images.npy",
            uniform({.seed = 4, .purpose = Purpose::known_law}, {80, 1, 16, 16}, -0.6, 0.6));
  BOOST_CHECK_EXCEPTION(load_trained_run(run, 1), UserError, says({"other data", "images.npy"}));
}

BOOST_AUTO_TEST_CASE(a_result_of_other_settings_or_another_command_is_no_place_to_go_on) {
  const Finished& finished = fresh();
  const TrainedRun run = load_trained_run(finished.out, 1);
  const TrainedTask task{.command = "sample", .name = "x", .title = "", .settings = {{"steps", 5}}};
  const fs::path out = standard_folder(run, task);
  {
    const ResultFolder folder(out, Existing::refuse, run, task);
    BOOST_TEST(!folder.goes_on());
  }
  BOOST_CHECK_EXCEPTION(ResultFolder(out, Existing::refuse, run, task), UserError,
                        says({"is not empty", "--resume"}));
  TrainedTask other = task;
  other.settings["steps"] = 6;
  BOOST_CHECK_EXCEPTION(ResultFolder(out, Existing::resume, run, other), UserError,
                        says({"steps is 5 there and 6 now"}));
  other.command = "score";
  BOOST_CHECK_EXCEPTION(ResultFolder(out, Existing::resume, run, other), UserError,
                        says({"`sample`"}));
  BOOST_CHECK_EXCEPTION(ResultFolder(finished.out, Existing::replace, run, task), UserError,
                        says({"holds no result of a trained net"}));
  BOOST_TEST(fs::exists(finished.out / "checkpoint.npz"));
  BOOST_CHECK_NO_THROW(ResultFolder(out, Existing::replace, run, task));
}

BOOST_AUTO_TEST_SUITE_END()

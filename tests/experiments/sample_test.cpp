#include "experiments/trained/sample.h"

#include <torch/types.h>

#include "experiments/evaluation/energies.h"
#include "experiments/trained/chosen_rule.h"
#include "experiments/trained_runs.h"
#include "records/read_log.h"

using namespace coopbench;

namespace {

Choice rule_of(const Json& json) { return {step_rules().resolve(json, "rule")}; }

Outcome sampled(const TrainedRun& run, const SampleTask& task, const fs::path& out,
                Existing existing = Existing::refuse, const TrainedHooks& hooks = {}) {
  return sample_long(run, task, ResultFolder(out, existing, run, task_of(task)), hooks);
}

/// A toy run whose energy is that of a standard normal law.
TrainedRun gaussian(const fs::path& folder) {
  TrainedRun run = load_trained_run(folder, 1);
  run.parts.state.energy = std::make_unique<GaussianEnergy>(0, 1);
  run.parts.state.averaged.reset();
  return run;
}

const fs::path& persistent() {
  static const fs::path run = small().toy_run("persistent");
  return run;
}

/// Files of a result but those of time.
std::map<std::string, std::string> files_of(const fs::path& folder) { return contents(folder); }

/// Stops behind so many rounds.
TrainedHooks stop_behind(int64_t rounds) {
  auto done = std::make_shared<int64_t>(0);
  TrainedHooks hooks;
  hooks.progress = [done](const std::string&, double) { ++*done; };
  hooks.stop = [done, rounds] { return *done >= rounds; };
  return hooks;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sample)

BOOST_AUTO_TEST_CASE(a_row_and_a_picture_stand_at_each_mark) {
  const TrainedRun run = load_trained_run(persistent(), 1);
  const SampleTask task{.steps = 50, .chains = 20, .seed = 5, .rule = run.config.sampler.rule};
  const fs::path out = small().folder / "marks";
  BOOST_TEST((sampled(run, task, out) == Outcome::finished));
  const TrainedPaths paths{out};
  const Columns rows = read_log<ChainRow>(paths.rows());
  BOOST_TEST(rows.at("step") == (std::vector<double>{0, 10, 32, 50}),
             boost::test_tools::per_element());
  for (const int64_t mark : {0, 10, 32, 50}) BOOST_TEST(fs::exists(paths.grid_at(mark)), mark);
  BOOST_TEST(!fs::exists(paths.state()));
  const torch::Tensor ends = read_npy(paths.array("ends"));
  BOOST_TEST(ends.sizes() == (torch::IntArrayRef{20, 2, 1, 1}));
  // The numbers are those of the chains that are there.
  BOOST_TEST(rows.last("energy") == sampled_energies(run.parts, ends).mean().item<double>(),
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(rows.last("gradient_evaluations") == 20 * 50);
  BOOST_TEST(rows.at("displacement")[0] == 0);
  BOOST_TEST(rows.last("true_log_density") < 0);
  BOOST_TEST(read_record<TrainedRecord>(paths.result()).status == "finished");
}

BOOST_AUTO_TEST_CASE(chains_of_a_quadratic_energy_have_the_law_of_the_closed_form) {
  // x <- (1 - a) x + c xi from x0 uniform in [-1, 1]: mean 0 and variance
  // (1 - a)^2n / 3 + c^2 (1 - (1 - a)^2n) / (1 - (1 - a)^2).
  const TrainedRun run = gaussian(persistent());
  const double a = 0.1, c = 0.4;
  const int64_t n = 1500;
  for (const int64_t steps : {5, 40}) {
    const SampleTask task{
        .steps = steps,
        .chains = n,
        .seed = 7,
        .from = SampleFrom::noise,
        .rule = rule_of({{"name", "free_noise"}, {"step_size", a}, {"noise_scale", c}})};
    const fs::path out = small().folder / fmt::format("law-{}", steps);
    sampled(run, task, out);
    const torch::Tensor x = read_npy(TrainedPaths{out}.array("ends")).to(torch::kFloat64);
    const double kept = std::pow(1 - a, 2 * steps),
                 variance = kept / 3 + c * c * (1 - kept) / (1 - (1 - a) * (1 - a));
    const auto count = static_cast<double>(x.numel());
    BOOST_TEST(std::abs(x.mean().item<double>()) < 4 * std::sqrt(variance / count));
    BOOST_TEST(std::abs(x.var().item<double>() - variance) < 4 * variance * std::sqrt(2 / count));
  }
}

BOOST_AUTO_TEST_CASE(mala_keeps_the_gaussian_and_counts_what_it_accepts) {
  // Proposals of size eps on a standard normal law of two dimensions; at eps 0.4 nearly all are
  // taken, at 2.5 few, and the law is kept in both cases.
  const TrainedRun run = gaussian(persistent());
  double before = 1;
  for (const double eps : {0.4, 2.5}) {
    const SampleTask task{.steps = 60,
                          .chains = 600,
                          .seed = 3,
                          .from = SampleFrom::noise,
                          .rule = rule_of({{"name", "mala"}, {"step_size", eps}})};
    const fs::path out = small().folder / fmt::format("mala-{}", eps);
    sampled(run, task, out);
    const Columns rows = read_log<ChainRow>(TrainedPaths{out}.rows());
    const double accepted = rows.last("accepted");
    BOOST_TEST(accepted < before);
    BOOST_TEST(accepted > 0.05);
    before = accepted;
    const torch::Tensor x = read_npy(TrainedPaths{out}.array("ends")).to(torch::kFloat64);
    BOOST_TEST(std::abs(x.var().item<double>() - 1) < 4 * std::sqrt(2 / 1200.0));
    BOOST_TEST(std::isnan(rows.at("accepted")[0]));
  }
  BOOST_TEST(before < 0.6);
}

BOOST_AUTO_TEST_CASE(neither_threads_nor_a_stop_at_any_round_change_a_bit) {
  const TrainedRun run = load_trained_run(persistent(), 1),
                   wide = load_trained_run(persistent(), 3);
  for (const char* name : {"free_noise", "mala"}) {
    const SampleTask task{.steps = 40,
                          .chains = 40,
                          .seed = 2,
                          .rule = rule_of({{"name", name}, {"step_size", 0.1}})};
    const fs::path whole = small().folder / fmt::format("whole-{}", name);
    sampled(run, task, whole);
    const fs::path other = small().folder / fmt::format("wide-{}", name);
    sampled(wide, task, other);
    BOOST_TEST((files_of(whole) == files_of(other)));
    const fs::path parts = small().folder / fmt::format("parts-{}", name);
    int stops = 0;
    Existing existing = Existing::refuse;
    while (sampled(run, task, parts, existing, stop_behind(2)) == Outcome::interrupted) {
      existing = Existing::resume;
      BOOST_REQUIRE(++stops < 100);
    }
    run.parts.workers->stop_when([] { return false; });
    BOOST_TEST(stops > 5);
    BOOST_TEST((files_of(whole) == files_of(parts)));
  }
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_wrote_behind_its_state_is_made_again) {
  const TrainedRun run = load_trained_run(persistent(), 1);
  const SampleTask task{.steps = 20, .chains = 10, .seed = 2, .rule = run.config.sampler.rule};
  const fs::path whole = small().folder / "undisturbed", out = small().folder / "killed";
  sampled(run, task, whole);
  BOOST_TEST((sampled(run, task, out, Existing::refuse, stop_behind(2)) == Outcome::interrupted));
  run.parts.workers->stop_when([] { return false; });
  const TrainedPaths paths{out};
  write_whole(paths.rows(), read_text(paths.rows()) + "10,1,2,3,4,,5,6,,7,8,9,0.5,1\n");
  BOOST_TEST((sampled(run, task, out, Existing::resume) == Outcome::finished));
  BOOST_TEST((files_of(whole) == files_of(out)));
}

BOOST_AUTO_TEST_CASE(chains_that_leave_the_bounds_end_it_as_a_result) {
  const TrainedRun run = gaussian(persistent());
  const SampleTask task{.steps = 1000,
                        .chains = 10,
                        .seed = 2,
                        .rule = rule_of({{"name", "free_noise"}, {"step_size", 5}})};
  const fs::path out = small().folder / "away";
  BOOST_TEST((sampled(run, task, out) == Outcome::diverged));
  const auto record = read_record<TrainedRecord>(TrainedPaths{out}.result());
  BOOST_TEST(record.status == "diverged");
  BOOST_TEST(record.reason.find("after") != std::string::npos);
  BOOST_TEST(read_npy(TrainedPaths{out}.array("ends")).abs().max().item<double>() > 1e3);
  BOOST_TEST(ResultFolder(out, Existing::resume, run, task_of(task)).ended() == "diverged");
}

BOOST_AUTO_TEST_CASE(starts_at_data_have_the_noise_of_training) {
  const TrainedRun run =
      load_trained_run(small().toy_run("persistent", {"shared.training.data_noise=0.05"}), 1);
  const torch::Tensor x = sample_starts(run, SampleFrom::data, 30, 4).x,
                      train = run.parts.data.train.all();
  const torch::Tensor nearest = torch::cdist(x.flatten(1), train.flatten(1)).amin(1);
  BOOST_TEST(run.data_noise() == 0.05);
  BOOST_TEST(nearest.max().item<double>() > 0);
  BOOST_TEST(nearest.max().item<double>() < 6 * run.data_noise());
  BOOST_CHECK_EXCEPTION(sample_starts(run, SampleFrom::data, 1000000, 4), UserError,
                        says({"--chains", "train part"}));
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_named_takes_what_the_runs_rule_shares_with_it) {
  const TrainedRun scaled = load_trained_run(
      small().toy_run("short_run", {R"(shared.sampler.rule={"name":"scaled","noise_scale":0.2})"}),
      1);
  const ChosenRule mala = chosen_rule("mala", scaled);
  BOOST_TEST(mala.rule.json.at("step_size") == 0.2);
  BOOST_TEST(mala.rule.json.at("trained_noise_scale") == 0.2);
  BOOST_TEST(mala.notes.empty());
  // Both keep exp(-2 U / eps^2).
  BOOST_TEST(step_rules().make(mala.rule)->law()->energy == 50,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(chosen_rule("", scaled).rule.json == scaled.config.sampler.rule.json);
  BOOST_TEST(chosen_rule("free_noise", scaled).rule.json.at("noise_scale") == 0.2);
  const ChosenRule cold = chosen_rule(R"({"name": "mala", "step_size": 0.1})", scaled);
  BOOST_TEST(cold.rule.json.at("temperature") == 1);
  BOOST_REQUIRE(cold.notes.size() == 1);
  BOOST_TEST(cold.notes[0].find("exp(-50 U)") != std::string::npos);
  BOOST_CHECK_EXCEPTION(chosen_rule("malla", scaled), UserError, says({"--rule", "mala"}));
  BOOST_CHECK_EXCEPTION(chosen_rule(R"({"name": "mala", "noise_scale": 0.1})", scaled), UserError,
                        says({"--rule.noise_scale", "scaled"}));
}

BOOST_AUTO_TEST_CASE(nothing_of_the_run_is_changed) {
  const auto before = files_of(persistent());
  const TrainedRun run = load_trained_run(persistent(), 1);
  const SampleTask task{.steps = 5, .chains = 10, .seed = 2, .rule = run.config.sampler.rule};
  const fs::path out = standard_folder(run, task_of(task));
  BOOST_TEST(out == persistent() / "trained" / "sample-scaled-run-5");
  sampled(run, task, out);
  fs::remove_all(persistent() / "trained");
  BOOST_TEST((files_of(persistent()) == before));
}

BOOST_AUTO_TEST_SUITE_END()

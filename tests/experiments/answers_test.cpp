// What could mislead: memorising, long runs, health, and the law that is judged.
#include "experiments/evaluation/energies.h"
#include "experiments/made_runs.h"
#include "experiments/run/run.h"
#include "records/paths.h"

using namespace made_runs;

namespace {

/// A short training on so many of the 20 000 points of the training part.
MetricsRecord trained_on(int64_t points) {
  const Preset preset =
      load_preset("toy", {fmt::format("shared.training.reserved={}", 20000 - points),
                          "shared.training.batch=16", "shared.training.chains=64",
                          "shared.training.data_noise=0.03", "shared.evaluation.samples=500",
                          "shared.evaluation.further_steps=0", "shared.evaluation.long_run=0"});
  const TemporaryFolder folder;
  run_method(preset.method("short_run"), {folder / "run", "toy", "short_run", 2}, Existing::refuse,
             {});
  return read_metrics(RunPaths{folder / "run"}.metrics());
}

/// A short_run of points with this rule.
Made with_rule(const std::string& rule) {
  return made("short_run", {"shared.sampler.rule=" + rule, "shared.training.energy_scale=1"});
}

std::map<std::string, MetricRow> grid_of(const Made& run) {
  EndedRun all =
      ended(run, {run.parts.data.train.slice(0, 50), run.parts.data.test.slice(0, 50), 0});
  all.real = run.parts.data.test.slice(0, 500);
  return rows_of("grid", all);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answers)

// 150 training images. Of 7 batches of 16, drawn from those that are not reserved, some are left.
BOOST_AUTO_TEST_CASE(memorising_is_tested_against_images_that_were_never_drawn) {
  const TemporaryFolder folder;
  const Made run = made_of_images(folder, {"shared.training.reserved=40"});
  BOOST_TEST(run.parts.train.images.size() == 110);
  BOOST_TEST(run.parts.train.reserved.size(0) == 40);
  EndedRun all = ended(run);
  const Batches batches{run.parts.train.images, 16, 0, all.seed};
  std::set<int64_t> drawn;
  for (int64_t i = 0; i < all.iterations; ++i) {
    const Tensor rows = run.parts.train.rows.index_select(0, batches.rows_at(i));
    for (int64_t k = 0; k < 16; ++k) drawn.insert(rows[k].item<int64_t>());
    BOOST_TEST(torch::equal(batches.at(i).clean, run.parts.data.train.rows(rows)));
  }
  for (int64_t k = 0; k < 40; ++k)
    BOOST_TEST(!drawn.contains(run.parts.train.reserved[k].item<int64_t>()));
  const auto gap = rows_of("gap", all).at("energies.gap");
  BOOST_TEST(gap.details.at("drawn") == std::min<size_t>(50, drawn.size()));
  BOOST_TEST(gap.details.at("never_drawn") == std::min<size_t>(50, 150 - drawn.size()));
  BOOST_TEST(gap.p_value.value() > 0.01);  // an untrained energy knows none of them

  // Ends that are drawn images are nearer to these; ends that are never drawn ones are not.
  const auto nearer = [&](const Tensor& ends) {
    return number(rows_of("memorising", ended(run, {ends, ends, 0})), "memorising.nearer");
  };
  const std::vector<int64_t> known(drawn.begin(), drawn.end());
  BOOST_TEST(nearer(run.parts.data.train.rows(torch::tensor(known)).slice(0, 0, 50)) > 0.7);
  BOOST_TEST(nearer(run.parts.data.train.rows(run.parts.train.reserved)) < 0.5);
}

// 16 points, each drawn in every iteration, against 500 of 19 984 that never were; and 10 000 of
// which no more than 8000 draws were made.
BOOST_AUTO_TEST_CASE(an_energy_that_memorised_is_told_from_one_that_did_not) {
  const MetricsRecord few = trained_on(16), many = trained_on(10000);
  BOOST_TEST(few.row("energies.gap")->p_value.value() < 0.01);
  BOOST_TEST(few.row("energies.gap")->high.value() < 0);
  BOOST_TEST(few.row("memorising.nearer")->p_value.value() < 0.01);
  BOOST_TEST(many.row("energies.gap")->p_value.value() > 0.01);
  BOOST_TEST(many.row("memorising.nearer")->p_value.value() > 0.01);
}

BOOST_AUTO_TEST_CASE(memorising_that_cannot_be_tested_says_so) {
  const TemporaryFolder folder;
  const Made run = made_of_images(folder);
  EndedRun all = ended(run);
  all.iterations = 1000;
  const auto gap = rows_of("gap", all).at("energies.gap"),
             nearer = rows_of("memorising", all).at("memorising.nearer");
  for (const MetricRow& row : {gap, nearer}) {
    BOOST_TEST(!row.estimate.has_value());
    BOOST_TEST(row.note.find("every training image was drawn") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(more_reserved_than_there_are_is_refused) {
  const TemporaryFolder folder;
  for (const char* reserved : {"135", "1000"})
    BOOST_CHECK_EXCEPTION(
        made_of_images(folder, {std::string("shared.training.reserved=") + reserved}), UserError,
        says({"training.reserved: is", reserved, "150 training images"}));
}

// Chains that do not move keep their quality; those of a step without end leave the bounds.
BOOST_AUTO_TEST_CASE(further_steps_are_measured_at_marks) {
  const Made still = made("short_run", {R"(shared.sampler.rule={"name":"scaled","noise_scale":0})",
                                        "shared.evaluation.further_steps=50"});
  for (const auto& weight : still.parts.state.energy->trained()) {
    const torch::NoGradGuard no_grad;
    weight.zero_();
  }
  const EndedRun run = ended(still);
  const Findings found =
      measurements().at("further_steps", "measurement").make(Json::object()).take(run);
  const auto series = [&](const std::string& key) {
    for (const auto& [name, values] : found.series)
      if (name == key) return values;
    return std::vector<double>{};
  };
  const std::vector<double> marks{0, 10, 32, 50};
  BOOST_TEST(series("further.steps") == marks, boost::test_tools::per_element());
  for (const char* from : {"ends", "noise", "data"}) {
    const auto values = series(std::string("further.") + from);
    BOOST_TEST(values.size() == 4U);
    for (const double value : values) BOOST_TEST(value == values[0]);
    for (const char* more : {".density", ".coverage", ".modes", ".within"}) {
      const auto others = series(std::string("further.") + from + more);
      BOOST_TEST(others.size() == 4U);
      for (const double value : others) BOOST_TEST(value == others[0]);
    }
  }
  BOOST_TEST(series("further.data.coverage")[0] > series("further.noise.coverage")[0]);
  BOOST_TEST(series("further.data.density")[0] > series("further.noise.density")[0]);
  BOOST_TEST(series("further.data.modes")[0] == 8);
  // Of 64 draws of the law 63.3 +- 0.8 are within 3 sd.
  BOOST_TEST(series("further.data.within")[0] > 59.0 / 64);
  BOOST_TEST(series("further.noise.within")[0] < series("further.data.within")[0]);

  const Made wild = made("short_run", {"shared.training.max_x=1e-6"});
  const auto rows = rows_of("further_steps", ended(wild));
  BOOST_TEST(rows.at("further.ends.before").estimate.has_value());
  BOOST_TEST(rows.at("further.ends.after").note == "the chains left the bounds");
  BOOST_TEST(rows.at("further.ends.coverage.after").note == "the chains left the bounds");
}

BOOST_AUTO_TEST_CASE(health_names_what_is_wrong) {
  const Made run = made("persistent");
  const Dataset& data = run.parts.data;
  const auto words = [&](const Tensor& start, const Tensor& end) {
    std::map<std::string, std::string> found;
    for (const auto& [key, row] : rows_of("health", ended(run, {start, end, 0})))
      found[key] = row.word;
    return found;
  };
  const Tensor good = data.test.slice(0, 50), other = data.test.slice(50, 100),
               train = data.train.slice(0, 50);
  auto fine = words(other, good);
  BOOST_TEST(fine.at("health.bank") == "most never taken on");  // nothing was trained
  fine.erase("health.bank");
  for (const auto& [key, word] : fine) BOOST_TEST(word == "fine", key);
  BOOST_TEST(words(train, good).at("health.starts") == "lie at training images");
  BOOST_TEST(words(good, good).at("health.movement") == "do not move");
  BOOST_TEST(words(other, torch::zeros_like(good)).at("health.variety") == "all alike");
  BOOST_TEST(words(other, torch::full_like(good, 50)).at("health.against_noise") ==
             "no better than noise");
}

// Without an energy the rule `reference` keeps N(0, sigma^2 I): log Z = log(2 pi sigma^2), and the
// negative log-likelihood is that and the mean of |x|^2 / (2 sigma^2).
BOOST_AUTO_TEST_CASE(what_a_rule_adds_belongs_to_the_law_that_is_judged) {
  const Made run = with_rule(R"({"name":"reference","step_size":0.1,"reference_scale":0.3})");
  {
    const torch::NoGradGuard no_grad;
    for (const auto& weight : run.parts.state.energy->trained()) weight.zero_();
  }
  const auto grid = grid_of(run);
  const double log_z = std::log(2 * M_PI * 0.09);
  const Tensor points = run.parts.data.test.slice(0, 500).flatten(1).to(torch::kFloat64);
  const double square = points.square().sum(1).mean().item<double>() / (2 * 0.09);
  BOOST_TEST(number(grid, "likelihood.grid.log_z") == log_z, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(number(grid, "likelihood.grid.nll") == log_z + square,
             boost::test_tools::tolerance(1e-6));
  // KL(true || learned) = E[-log learned] - entropy; both by 10 000 draws of the true law.
  const Tensor many = run.parts.data.train.slice(0, 10000).flatten(1).to(torch::kFloat64);
  const double kl =
      log_z +
      (many.square().sum(1) / (2 * 0.09) + run.parts.data.log_density(many)).mean().item<double>();
  BOOST_TEST(std::abs(number(grid, "likelihood.grid.kl") - kl) < 0.1);
  const Tensor x = run.parts.data.test.slice(0, 5);
  BOOST_TEST(torch::allclose(sampled_energies(run.parts, x),
                             1 / 0.18 * x.flatten(1).to(torch::kFloat64).square().sum(1)));
  BOOST_TEST(torch::allclose(gradient_norms(run.parts, x),
                             1 / 0.09 * x.flatten(1).to(torch::kFloat64).norm(2, 1)));
}

BOOST_AUTO_TEST_CASE(equal_samplers_get_equal_likelihoods) {
  const auto a = grid_of(with_rule(R"({"name":"scaled","noise_scale":0.1})")),
             b = grid_of(with_rule(R"({"name":"free_noise","step_size":1,"noise_scale":0.1})"));
  BOOST_TEST(a.size() == 7U);
  for (const auto& [key, row] : a)
    BOOST_TEST(number(b, key) == row.estimate.value(), boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_rule_without_noise_has_no_likelihood) {
  const auto grid = grid_of(with_rule(R"({"name":"scaled","noise_scale":0})"));
  BOOST_TEST(grid.size() == 2U);
  BOOST_TEST((grid.at("likelihood.grid.minimised_kl").better == Direction::neither));
}

BOOST_AUTO_TEST_CASE(a_record_beyond_the_run_is_refused) {
  BOOST_CHECK_EXCEPTION(
      made("short_run", {"shared.training.iterations=6", "shared.training.record=[0,6]"}),
      UserError, says({"training.record: has 6, but the iterations are 0 to 5"}));
}

BOOST_AUTO_TEST_SUITE_END()

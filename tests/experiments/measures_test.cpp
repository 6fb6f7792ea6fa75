// What is measured when a run has ended: each measurement of the table, and what it needs.
#include "experiments/evaluation/energies.h"
#include "experiments/made_runs.h"
#include "metrics/neighbours.h"

using namespace made_runs;

BOOST_AUTO_TEST_SUITE(run_measures)

/// Every measurement is taken by one of these runs; no row stands twice, none is without its words.
BOOST_AUTO_TEST_CASE(every_measurement_is_taken_where_its_needs_hold_and_keys_are_unique) {
  const TemporaryFolder folder;
  const Made bank = made("persistent", {R"(shared.sampler.rule={"name": "mala"})",
                                        "shared.training.on_divergence=rewind",
                                        "shared.training.loss.clip_gradient=1"}),
             of_images = made_of_images(folder);
  std::set<std::string> taken;
  for (const Made* one : {&bank, &of_images}) {
    const EndedRun run = ended(*one);
    std::set<std::string> seen;
    for (const auto& entry : measurements().entries()) {
      const Measurement measurement = entry.make(Json::object());
      BOOST_TEST(!entry.meaning.empty(), entry.name);
      if (!std::all_of(measurement.needs.begin(), measurement.needs.end(),
                       [&](const Need& need) { return need.holds(run); }))
        continue;
      taken.insert(entry.name);
      const Findings found = measurement.take(run);
      BOOST_TEST(!found.rows.empty(), entry.name);
      for (const MetricRow& row : found.rows) {
        BOOST_TEST(seen.insert(row.key).second, row.key);
        BOOST_TEST((!row.group.empty() && !row.name.empty()), row.key);
        BOOST_TEST((row.estimate || !row.word.empty() || !row.note.empty() ||
                    row.key.starts_with("stability.")),
                   row.key);
      }
    }
    const MetricsRecord all = measured(run);
    BOOST_TEST(keys(all) == seen, boost::test_tools::per_element());
    BOOST_TEST(all.rows.size() == seen.size());
    BOOST_TEST(all.samples == 50);
    BOOST_TEST(all.width.value() == run.judge->width());
    for (const MetricRow& row : all.rows)
      BOOST_TEST(
          row.table.empty() == (row.key.starts_with("mmd2.") || row.key.starts_with("baselines.") ||
                                row.key.starts_with("blocks.")),
          row.key);
  }
  for (const std::string& name : measurements().names()) BOOST_TEST(taken.contains(name), name);
}

BOOST_AUTO_TEST_CASE(a_run_that_diverged_has_what_needs_no_samples) {
  const Made run = made("short_run");
  const EndedRun diverged{
      .config = run.config,
      .parts = run.parts,
      .seed = 1,
      .outcome = Outcome::diverged,
      .train = {{"d", "r", "energy_data_sd", "d_error"}, {{1, 2}, {1, 1}, {1, 1}, {1, 1}}}};
  const MetricsRecord found = measured(diverged);
  BOOST_TEST(found.row("stability.verdict")->word == "diverged");
  BOOST_TEST(found.row("mmd2.end") == nullptr);
  BOOST_TEST(found.samples == 0);
  BOOST_TEST(!found.width.has_value());
}

BOOST_AUTO_TEST_CASE(a_measurement_that_throws_is_one_row_that_says_why) {
  const Made run = made("short_run");
  EndedRun broken = ended(run);
  broken.samples.end = torch::full_like(broken.samples.end, std::nan(""));
  const MetricsRecord found = measured(broken);
  const MetricRow* duplicates = found.row("duplicates");
  BOOST_REQUIRE(duplicates != nullptr);
  BOOST_TEST(!duplicates->estimate.has_value());
  BOOST_TEST(duplicates->note.find("must be finite") != std::string::npos, duplicates->note);
  BOOST_TEST(duplicates->table == "Chains");
  BOOST_TEST(found.row("mmd2.start")->estimate.has_value());
  BOOST_TEST(!found.row("mmd2.end")->estimate.has_value());
}

BOOST_AUTO_TEST_CASE(ends_are_measured_by_every_metric_in_every_space) {
  Made run = made("short_run", {"shared.evaluation.metrics=[\"precision\",\"mmd2_rbf\"]"});
  run.config.evaluation.spaces = {"pixels", "classifier"};
  const Tensor train = target_images(run.parts.data, run.config.training.data_noise, 50);
  const auto rows = rows_of("quality", ended(run, {train, train, 0}));
  for (const char* metric : {"precision", "mmd2_rbf"}) {
    const MetricRow& pixels = rows.at(std::string("quality.pixels.") + metric);
    BOOST_TEST(pixels.estimate.value() == pixels.floor.value());
    // Points are no images: said, and nothing lost.
    const MetricRow& classifier = rows.at(std::string("quality.classifier.") + metric);
    BOOST_TEST(!classifier.estimate.has_value());
    BOOST_TEST(!classifier.note.empty());
  }
  BOOST_TEST((rows.at("quality.pixels.precision").better == Direction::higher));
  BOOST_TEST(rows.at("quality.pixels.mmd2_rbf").low.value() <
             rows.at("quality.pixels.mmd2_rbf").high.value());
}

BOOST_AUTO_TEST_CASE(one_metric_with_two_settings_is_measured_twice) {
  const std::string list = R"(["precision", {"name": "precision", "k": 1}])";
  const Made run = made("short_run", {"shared.evaluation.metrics=" + list});
  const Tensor train = run.parts.data.train.slice(0, 50), real = run.parts.data.test.slice(0, 50);
  const auto rows = rows_of("quality", ended(run, {train, train, 0}));
  Workers& workers = *run.parts.workers;
  BOOST_TEST(rows.size() == 2U);
  BOOST_TEST(number(rows, "quality.pixels.precision") ==
             precision(train.flatten(1), real.flatten(1), 5, workers).estimate);
  BOOST_TEST(number(rows, "quality.pixels.precision (k 1)") ==
             precision(train.flatten(1), real.flatten(1), 1, workers).estimate);
}

BOOST_AUTO_TEST_CASE(wrong_names_are_refused_before_the_run) {
  for (const auto& [setting, near] :
       {std::pair{"shared.evaluation.metrics=[\"precision\",\"recal\"]", "did you mean 'recall'"},
        std::pair{"shared.evaluation.spaces=[\"pixel\"]", "did you mean 'pixels'"},
        std::pair{"shared.evaluation.metrics=[\"rhat\"]", "shared.evaluation.metrics"},
        std::pair{"shared.evaluation.spaces=[\"classifier\"]", "shared.evaluation.spaces"}})
    BOOST_CHECK_EXCEPTION(made("short_run", {setting}), UserError,
                          [word = near](const UserError& e) {
                            return std::string(e.what()).find(word) != std::string::npos;
                          });
  for (const char* against : {"mnsit", "gmm", "moons", "missing.npy"})
    BOOST_CHECK_EXCEPTION(made("short_run", {std::string("shared.evaluation.against=") + against}),
                          UserError, [&](const UserError& e) {
                            return std::string(e.what()).find("evaluation.against") !=
                                   std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(baselines_stand_in_their_order_and_do_not_depend_on_the_run) {
  const Made run = made("short_run");
  const Tensor train = run.parts.data.train.slice(0, 300);
  EndedRun other = ended(run, {train, train, 0});
  other.seed = 2;
  const auto rows = rows_of("baselines", ended(run, {train, train, 0})),
             same = rows_of("baselines", other);
  BOOST_TEST(std::abs(number(rows, "baselines.target")) < 0.02);
  BOOST_TEST(number(rows, "baselines.uniform_noise") > number(rows, "baselines.target"));
  BOOST_TEST(number(rows, "baselines.mean_image") > number(rows, "baselines.uniform_noise"));
  for (const auto& [key, row] : rows) BOOST_TEST(number(same, key) == row.estimate.value());
}

BOOST_AUTO_TEST_CASE(chains_have_travel_memory_and_a_long_run) {
  Made run = made("persistent");
  const Tensor real = run.parts.data.test.slice(0, 50);
  const Stream stream{.seed = 1, .purpose = Purpose::start};
  const Chains chains = run.parts.state.start->draw(16, {real, real, {}}, stream);
  run.parts.state.start->absorb(chains, chains.at(chains.x * 0.5), stream);
  run.parts.state.start->absorb(chains.slice(0, 4), chains.slice(0, 4), stream);
  const Samples samples = draw_samples(run.parts, 1, 0, 50, 16);
  const EndedRun all = ended(run, samples);
  const auto memory = rows_of("memory", all), travel = rows_of("travel", all),
             mixing = rows_of("long_run", all);
  BOOST_TEST(number(memory, "chains.memory.size") == 60);
  BOOST_TEST(number(memory, "chains.memory.taken_on") == 16);
  BOOST_TEST(number(memory, "chains.memory.age_mean") == 20. / 16);
  BOOST_TEST(number(memory, "chains.memory.age_max") == 2);
  BOOST_TEST(number(travel, "chains.travel.path") == 3 * samples.r,
             boost::test_tools::tolerance(1e-12));
  const double moved =
      (samples.end - samples.start).to(torch::kFloat64).flatten(1).norm(2, 1).mean().item<double>();
  BOOST_TEST(number(travel, "chains.travel.displacement") == moved,
             boost::test_tools::tolerance(1e-6));
  const Json& lengths = mixing.at("chains.long_run.rhat").details;
  BOOST_TEST(lengths.at("rounds") == 20);
  BOOST_TEST(lengths.at("steps") == 60);
  BOOST_TEST(number(mixing, "chains.long_run.rhat") > 0.9);
  BOOST_TEST(number(rows_of("duplicates", all), "chains.duplicates") == 0);
  for (const auto& [key, row] : rows_of("long_run", all))
    BOOST_TEST(number(mixing, key) == row.estimate.value());
}

BOOST_AUTO_TEST_CASE(a_long_run_that_leaves_the_bounds_says_when) {
  const Made run = made("short_run", {"shared.training.max_x=0.5"});
  const auto rows = rows_of("long_run", ended(run));
  BOOST_TEST(number(rows, "chains.long_run.diverged_at") == 0);
  BOOST_TEST(!rows.contains("chains.long_run.rhat"));
}

BOOST_AUTO_TEST_CASE(values_outside_of_the_box_and_at_its_edges_are_counted) {
  const TemporaryFolder folder;
  const Made run = made_of_images(folder);
  Samples samples = draw_samples(run.parts, 1, 0, 50, 16);
  samples.end = torch::full({50, 1, 16, 16}, 0.5F);
  samples.end.slice(2, 0, 4).fill_(-1.5F);
  samples.end.slice(2, 4, 6).fill_(1);
  const auto rows = rows_of("saturation", ended(run, samples));
  BOOST_TEST(number(rows, "saturation.outside") == 4. / 16);
  BOOST_TEST(number(rows, "saturation.at_edges") == 2. / 16);
  BOOST_TEST(number(rows, "saturation.excess") == 0.5 * 4 / 16);
  // The data stay within 0.6.
  for (const auto& [key, row] : rows) BOOST_TEST(row.floor.value() == 0, key);
}

BOOST_AUTO_TEST_CASE(energies_are_in_true_units_and_their_gradients_are_those_of_differences) {
  const Made run = made("short_run");
  const Tensor x = run.parts.data.test.slice(0, 70);
  const Tensor energies = sampled_energies(run.parts, x);
  const torch::NoGradGuard no_grad;
  BOOST_TEST(run.parts.energy_scale == 200, boost::test_tools::tolerance(1e-9));  // 2 / 0.1^2
  BOOST_TEST(torch::allclose(energies, 200 * run.parts.state.energy->forward(x).to(torch::kFloat64),
                             1e-5));
  const Tensor norms = gradient_norms(run.parts, x.slice(0, 0, 5));
  for (int64_t i = 0; i < 5; ++i) {
    double squares = 0;
    for (int64_t c = 0; c < 2; ++c) {
      Tensor up = x.slice(0, i, i + 1).clone(), down = up.clone();
      up[0][c] += 1e-3, down[0][c] -= 1e-3;
      const double slope =
          (sampled_energies(run.parts, up) - sampled_energies(run.parts, down)).item<double>() /
          2e-3;
      squares += slope * slope;
    }
    BOOST_TEST(norms[i].item<double>() == std::sqrt(squares), boost::test_tools::tolerance(0.05));
  }
}

BOOST_AUTO_TEST_CASE(scores_tell_images_from_others_with_baselines_beside) {
  const TemporaryFolder folder;
  write_npy(folder / "others.npy", torch::full({75, 1, 16, 16}, 0.9F));
  const Made run =
      made_of_images(folder, {"shared.evaluation.against=" + (folder / "others.npy").string()});
  const auto rows = rows_of("auroc", ended(run));
  BOOST_TEST(rows.size() == 16U);
  for (const auto& [key, row] : rows) BOOST_TEST_CONTEXT(key)
  BOOST_TEST((row.estimate.value() >= 0 && row.estimate.value() <= 1));
  const auto value = [&](const std::string& against, const std::string& score) {
    return number(rows, "energies.auroc." + against + "." + score);
  };
  // Constants are further from the grey mean only if they are bright or dark, and compress best.
  BOOST_TEST(value("constants", "compressed_size") == 0);
  BOOST_TEST(value("others.npy", "mean_distance") == 1);
  BOOST_TEST(value("uniform_noise", "mean_distance") > 0.9);
  BOOST_TEST(rows.contains("energies.auroc.means.gradient"));
}

BOOST_AUTO_TEST_CASE(likelihood_of_a_toy_is_exact_and_bracketed) {
  const Made run = made("short_run");
  const Dataset& data = run.parts.data;
  EndedRun all = ended(run, {data.train.slice(0, 50), data.test.slice(0, 50), 0});
  all.real = data.test.slice(0, 500);
  const auto grid = rows_of("grid", all), modes = rows_of("modes", all);
  const auto on_grid = [&](const std::string& what) {
    return number(grid, "likelihood.grid." + what);
  };
  // Entropy of 8 Gaussians that hardly overlap: log 8 + 1 + log(2 pi 0.15^2) = 1.123.
  BOOST_TEST(std::abs(on_grid("nll_true") - 1.09) < 0.1);
  BOOST_TEST(on_grid("nll") > on_grid("nll_true"));
  BOOST_TEST(on_grid("kl") > 0);
  BOOST_TEST(on_grid("minimised_kl") <= on_grid("kl"));
  // An untrained energy falls without end outside of the view, where the grid does not look.
  BOOST_TEST(number(rows_of("annealing", all), "likelihood.annealing.low") > on_grid("log_z") + 10);
  BOOST_TEST(number(modes, "likelihood.modes.hit") == 8);
  BOOST_TEST(number(modes, "likelihood.modes.share_within") > 0.9);
}

BOOST_AUTO_TEST_SUITE_END()

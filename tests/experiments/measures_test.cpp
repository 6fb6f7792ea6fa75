// What a run measures beside MMD^2: metrics of its ends, chains, energies, likelihood.
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/npy.h"
#include "experiments/chain_report.h"
#include "experiments/energies.h"
#include "experiments/likelihood.h"
#include "experiments/preset.h"
#include "experiments/sample_metrics.h"
#include "metrics/neighbours.h"
#include "temporary_folder.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const std::vector<std::string> small{
    "shared.training.chains=16", "shared.sampler.steps=3", "shared.evaluation.samples=50",
    "shared.evaluation.curve_samples=20", "methods.persistent.start.size=60"};

struct Made {
  RunConfig config;
  RunParts parts;
};

Made made(const std::string& method, std::vector<std::string> settings = {}) {
  settings.insert(settings.begin(), small.begin(), small.end());
  const Preset preset = load_preset("toy", settings);
  const Method& chosen = preset.method(method);
  return {chosen.config,
          make_parts(chosen.config, 1, load_data(chosen.config, chosen.path_of), chosen.path_of)};
}

/// 8 x 8 images in a .npy file of their own, as a preset's data.
Made made_of_images(const TemporaryFolder& folder, std::vector<std::string> settings = {}) {
  const Stream stream{.seed = 3, .purpose = Purpose::known_law};
  write_npy(folder / "images.npy", uniform(stream, {300, 1, 16, 16}, -1, 1).clamp(-0.6, 0.6));
  settings.push_back("shared.energy={\"name\":\"anatomy_vanilla\",\"n_f\":4}");
  settings.push_back("methods={\"short_run\":{\"start\":{\"name\":\"noise\"}}}");
  settings.push_back(
      fmt::format("shared.data={{\"name\":\"npy\",\"file\":\"{}\",\"train\":150,\"validation\":75,"
                  "\"test\":75}}",
                  (folder / "images.npy").string()));
  std::vector<std::string> all(small.begin(), small.end() - 1);
  all.insert(all.end(), settings.begin(), settings.end());
  all.push_back("shared.training.batch=16");
  const Preset preset = load_preset("toy", all);
  const Method& chosen = preset.method("short_run");
  return {chosen.config,
          make_parts(chosen.config, 1, load_data(chosen.config, chosen.path_of), chosen.path_of)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_measures)

BOOST_AUTO_TEST_CASE(ends_are_measured_by_every_metric_in_every_space) {
  Made run = made("short_run", {"shared.evaluation.metrics=[\"precision\",\"mmd2_rbf\"]"});
  run.config.evaluation.spaces = {"pixels", "classifier"};
  const Dataset& data = run.parts.data;
  const Tensor real = data.test.slice(0, 50), train = data.train.slice(0, 50);
  const Json found = sample_metrics(run.config.evaluation, train, real, train, *run.parts.workers);
  for (const char* metric : {"precision", "mmd2_rbf"}) {
    const Json& pixels = found.at("pixels").at(metric);
    BOOST_TEST(pixels.at("estimate") == pixels.at("floor"));
    BOOST_TEST(pixels.at("estimate").is_number());
    // Points are no images: said, and nothing lost.
    BOOST_TEST(found.at("classifier").at(metric).at("estimate").is_null());
    BOOST_TEST(!found.at("classifier").at(metric).at("why").get<std::string>().empty());
  }
  BOOST_TEST(found["pixels"]["mmd2_rbf"]["low"] < found["pixels"]["mmd2_rbf"]["high"]);
}

BOOST_AUTO_TEST_CASE(one_metric_with_two_settings_is_measured_twice) {
  const std::string list = R"(["precision", {"name": "precision", "k": 1}])";
  Made run = made("short_run", {"shared.evaluation.metrics=" + list});
  const Tensor real = run.parts.data.test.slice(0, 50);
  const Tensor train = run.parts.data.train.slice(0, 50);
  Workers& workers = *run.parts.workers;
  const Json found =
      sample_metrics(run.config.evaluation, train, real, train, workers).at("pixels");
  BOOST_TEST(found.size() == 2U);
  BOOST_TEST(found.at("precision").at("estimate").get<double>() ==
             precision(train.flatten(1), real.flatten(1), 5, workers).estimate);
  BOOST_TEST(found.at("precision (k 1)").at("estimate").get<double>() ==
             precision(train.flatten(1), real.flatten(1), 1, workers).estimate);
  BOOST_TEST(found.at("precision").at("estimate") != found.at("precision (k 1)").at("estimate"));
}

BOOST_AUTO_TEST_CASE(wrong_names_are_refused_before_the_run) {
  for (const auto& [setting, near] :
       {std::pair{"shared.evaluation.metrics=[\"precision\",\"recal\"]", "did you mean 'recall'"},
        std::pair{"shared.evaluation.spaces=[\"pixel\"]", "did you mean 'pixels'"},
        std::pair{"shared.evaluation.metrics=[\"kid\",\"kid\"]", "kid stands twice"},
        std::pair{"shared.evaluation.metrics=[\"rhat\"]", "shared.evaluation.metrics"},
        std::pair{"shared.evaluation.spaces=[\"classifier\"]", "shared.evaluation.spaces"}})
    BOOST_CHECK_EXCEPTION(made("short_run", {setting}), UserError, [&](const UserError& e) {
      return std::string(e.what()).find(near) != std::string::npos;
    });
  for (const char* against : {"mnsit", "gmm", "missing.npy"})
    BOOST_CHECK_EXCEPTION(made("short_run", {std::string("shared.evaluation.against=") + against}),
                          UserError, [&](const UserError& e) {
                            return std::string(e.what()).find("evaluation.against") !=
                                   std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(chains_report_travel_memory_and_long_run) {
  Made run = made("persistent");
  const Tensor real = run.parts.data.test.slice(0, 50);
  const Stream stream{.seed = 1, .purpose = Purpose::start};
  const Chains chains = run.parts.state.start->draw(16, {real, real}, stream);
  run.parts.state.start->absorb(chains, chains.at(chains.x * 0.5), stream);
  run.parts.state.start->absorb(chains.slice(0, 4), chains.slice(0, 4), stream);
  const Samples samples = draw_samples(run.parts, 1, 0, 50, 16);
  const Json report = chain_report(run.config, run.parts, samples, real, 1);
  BOOST_TEST(report["memory"]["size"] == 60);
  BOOST_TEST(report["memory"]["taken_on"] == 16);
  BOOST_TEST(report["memory"]["age_mean"].get<double>() == 20. / 16);
  BOOST_TEST(report["memory"]["age_max"] == 2);
  BOOST_TEST(report["travel"]["path"].get<double>() == 3 * samples.r,
             boost::test_tools::tolerance(1e-12));
  const double moved =
      (samples.end - samples.start).to(torch::kFloat64).flatten(1).norm(2, 1).mean().item<double>();
  BOOST_TEST(report["travel"]["displacement"].get<double>() == moved,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(report["long_run"]["rounds"] == 20);
  BOOST_TEST(report["long_run"]["steps"] == 60);
  BOOST_TEST(report["long_run"]["rhat"].get<double>() > 0.9);
  BOOST_TEST(report["duplicates"] == 0);
  BOOST_TEST(chain_report(run.config, run.parts, samples, real, 1).dump() == report.dump());
  BOOST_TEST(!chain_report(made("short_run").config, made("short_run").parts, samples, real, 1)
                  .contains("memory"));
}

BOOST_AUTO_TEST_CASE(a_long_run_that_leaves_the_bounds_says_when) {
  const Made run = made("short_run", {"shared.training.max_x=0.5"});
  const Samples samples = draw_samples(run.parts, 1, 0, 50, 16);
  const Json report =
      chain_report(run.config, run.parts, samples, run.parts.data.test.slice(0, 50), 1);
  BOOST_TEST(report["long_run"]["diverged_at"] == 0);
  BOOST_TEST(!report["long_run"].contains("rhat"));
}

BOOST_AUTO_TEST_CASE(energies_are_in_true_units_and_their_gradients_are_those_of_differences) {
  const Made run = made("short_run");
  const Tensor x = run.parts.data.test.slice(0, 70);
  const Tensor energies = true_energies(run.parts, x);
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
          (true_energies(run.parts, up) - true_energies(run.parts, down)).item<double>() / 2e-3;
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
  const Json report = energy_report(run.config, run.parts, run.parts.data.test.slice(0, 50));
  const Json& auroc = report.at("auroc");
  BOOST_TEST(auroc.size() == 4U);
  for (const auto& [name, scores] : auroc.items())
    for (const char* score : {"energy", "gradient", "mean_distance", "compressed_size"}) {
      const auto value = scores.at(score).at("estimate").get<double>();
      BOOST_TEST_CONTEXT(name << " " << score) BOOST_TEST((value >= 0 && value <= 1));
    }
  const auto value = [&](const std::string& against, const char* score) {
    return auroc.at(against).at(score).at("estimate").get<double>();
  };
  // Constants are further from the grey mean only if they are bright or dark, and compress best.
  BOOST_TEST(value("constants", "compressed_size") == 0);
  BOOST_TEST(value("others.npy", "mean_distance") == 1);
  BOOST_TEST(value("uniform_noise", "mean_distance") > 0.9);
  BOOST_TEST(std::abs(report.at("gap").at("estimate").get<double>()) < 100);
}

BOOST_AUTO_TEST_CASE(likelihood_of_a_toy_is_exact_and_bracketed) {
  const Made run = made("short_run");
  const Samples samples{run.parts.data.train.slice(0, 50), run.parts.data.test.slice(0, 50), 0};
  const Json report = likelihood_report(run.parts, samples, run.parts.data.test.slice(0, 500), 1);
  const Json& grid = report.at("grid");
  // Entropy of 8 Gaussians that hardly overlap: log 8 + 1 + log(2 pi 0.15^2) = 1.123.
  BOOST_TEST(std::abs(grid.at("nll_true").get<double>() - 1.09) < 0.1);
  BOOST_TEST(grid.at("nll").get<double>() > grid.at("nll_true").get<double>());
  BOOST_TEST(grid.at("kl").get<double>() > 0);
  BOOST_TEST(grid.at("minimised_kl").get<double>() <= grid.at("kl").get<double>());
  // An untrained energy falls without end outside of the view, where the grid does not look.
  BOOST_TEST(report.at("annealing").at("low").get<double>() > grid.at("log_z").get<double>() + 10);
  BOOST_TEST(report.at("modes").at("hit") == 8);
  BOOST_TEST(report.at("modes").at("share_within").get<double>() > 0.9);
  const TemporaryFolder folder;
  BOOST_TEST(likelihood_report(made_of_images(folder).parts, samples, samples.end, 1).is_null());
}

BOOST_AUTO_TEST_SUITE_END()

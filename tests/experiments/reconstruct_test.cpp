#include "experiments/trained/reconstruct.h"

#include <torch/types.h>

#include "experiments/trained/generator_of.h"
#include "experiments/trained/unrolled.h"
#include "experiments/trained_runs.h"
#include "records/metrics.h"
#include "records/read_log.h"

using namespace coopbench;
using torch::Tensor;

namespace {

Choice rule_of(const Json& json) { return {step_rules().resolve(json, "rule")}; }

/// U(x) = sum x^4 / 4: its gradient is x^3, of any type.
struct Quartic : Energy {
  Tensor forward(const Tensor& x) const override { return x.pow(4).flatten(1).sum(1) / 4; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reconstruct_)

BOOST_AUTO_TEST_CASE(the_gradient_through_the_steps_is_that_of_finite_differences) {
  const Quartic energy;
  const Tensor x = torch::tensor({0.7, -0.4, 0.2, -0.9}, torch::kFloat64).reshape({2, 1, 1, 2}),
               target = torch::tensor({0.1, 0.3, -0.2, 0.5}, torch::kFloat64).reshape({2, 1, 1, 2});
  for (const Json& rule :
       {Json{{"name", "free_noise"}, {"step_size", 0.2}, {"noise_scale", 0.5}},
        Json{{"name", "ascent"}, {"step_size", 0.2}, {"momentum", 0.6}},
        Json{{"name", "reference"}, {"step_size", 0.3}, {"reference_scale", 1.5}},
        Json{{"name", "free_noise"}, {"step_size", 0.2}, {"cap", 0.05}}}) {
    const UnrolledChain chain(energy, rule_of(rule), 5);
    const auto found = chain.misfit(x, target);
    for (int64_t i = 0; i < 4; ++i) {
      const double h = 1e-5;
      const auto at = [&](double by) {
        Tensor moved = x.clone();
        moved.view(-1)[i] += by;
        return chain.misfit(moved, target).squared.sum().item<double>();
      };
      BOOST_TEST(found.gradient.view(-1)[i].item<double>() == (at(h) - at(-h)) / (2 * h),
                 boost::test_tools::tolerance(1e-6));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_chain_without_noise_has_its_closed_form_on_a_gaussian) {
  // x <- (1 - a) x: M(x) = (1 - a)^K x, and the misfit's gradient 2 (1 - a)^K (M(x) - target).
  const GaussianEnergy energy(0, 1);
  const UnrolledChain chain(
      energy, rule_of({{"name", "free_noise"}, {"step_size", 0.25}, {"noise_scale", 3}}), 4);
  const double kept = std::pow(0.75, 4);
  const Tensor x = normal({.seed = 1}, {3, 1, 2, 2}), target = normal({.seed = 2}, {3, 1, 2, 2});
  BOOST_TEST(torch::allclose(chain.ends(x), kept * x, 1e-5, 1e-6));
  BOOST_TEST(torch::allclose(chain.misfit(x, target).gradient, 2 * kept * (kept * x - target), 1e-5,
                             1e-6));
}

BOOST_AUTO_TEST_CASE(a_gaussian_net_can_make_every_image) {
  TrainedRun run = load_trained_run(small().image_run(kNoise), 1);
  run.parts.state.energy = std::make_unique<GaussianEnergy>(0, 1);
  run.config.sampler.rule = rule_of({{"name", "free_noise"}, {"step_size", 0.1}});
  const ReconstructTask task{.images = 5, .iterations = 300, .seed = 1};
  const Reconstructions found = reconstructed(run, task, {});
  for (size_t i = 0; i < 5; ++i) {
    BOOST_TEST(found.error[i] < 1e-5);
    BOOST_TEST(found.before[i] > 0.05);
  }
  BOOST_TEST(torch::allclose(found.starts, found.originals / std::pow(0.9, 3), 0, 2e-2));
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_the_images_that_are_written_whatever_the_threads) {
  const fs::path folder = small().image_run(kNoise);
  const ReconstructTask task{.images = 18, .iterations = 4, .seed = 1};
  std::vector<std::map<std::string, std::string>> written;
  for (const int64_t threads : {1, 3}) {
    const TrainedRun run = load_trained_run(folder, threads);
    need_reconstruction(run, task);
    const ResultFolder out(small().folder / fmt::format("threads-{}", threads), Existing::refuse,
                           run, task_of(task));
    BOOST_TEST((reconstruct(run, task, out, {}) == Outcome::finished));
    written.push_back(contents(out.paths().folder));
    const Tensor away =
        read_npy(out.paths().array("originals")) - read_npy(out.paths().array("ends"));
    const Columns rows = read_log<ReconstructionRow>(out.paths().rows());
    for (int64_t i = 0; i < 18; ++i) {
      const auto at = static_cast<size_t>(i);
      BOOST_TEST(rows.at("error")[at] == away[i].square().mean().item<double>(),
                 boost::test_tools::tolerance(1e-4));
      BOOST_TEST(rows.at("error")[at] <= rows.at("before")[at]);
    }
  }
  BOOST_TEST((written[0] == written[1]));
}

BOOST_AUTO_TEST_CASE(a_generator_is_asked_for_its_latents) {
  const TrainedRun run = load_trained_run(small().toy_run("coopnets"), 1);
  const ReconstructTask task{.images = 6, .iterations = 5, .seed = 1};
  const Reconstructions found = reconstructed(run, task, {});
  BOOST_REQUIRE(found.latents.defined());
  const torch::NoGradGuard no_grad;
  const auto* start = generator_of(*run.parts.state.start);
  BOOST_TEST(torch::allclose(start->sample(found.latents), found.starts, 1e-5, 1e-6));
  for (size_t i = 0; i < 6; ++i) BOOST_TEST(found.error[i] <= found.before[i]);
}

BOOST_AUTO_TEST_CASE(runs_without_a_start_to_seek_are_refused_in_words) {
  const TrainedRun run = load_trained_run(small().toy_run("short_run"), 1);
  BOOST_CHECK_EXCEPTION(need_reconstruction(run, {.images = 10000000}), UserError,
                        says({"--images", "test part"}));
  const TrainedRun mala = load_trained_run(
      small().toy_run("short_run", {R"(shared.sampler.rule={"name":"mala","step_size":0.1})"}), 1);
  BOOST_CHECK_EXCEPTION(need_reconstruction(mala, {.images = 2}), UserError,
                        says({"'mala'", "free_noise"}));
  const TrainedRun data = load_trained_run(
      small().toy_run("short_run", {R"(methods.short_run.start={"name":"data"})"}), 1);
  BOOST_CHECK_EXCEPTION(need_reconstruction(data, {.images = 2}), UserError,
                        says({"start at 'data'"}));
}

BOOST_AUTO_TEST_SUITE_END()

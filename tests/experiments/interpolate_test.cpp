#include "experiments/trained/interpolate.h"

#include <torch/types.h>

#include <numbers>

#include "experiments/trained/generator_of.h"
#include "experiments/trained_runs.h"
#include "records/metrics.h"
#include "records/read_log.h"

using namespace coopbench;
using torch::Tensor;

namespace {

/// G's batch norms, if any, use running statistics: the toy generator has none.
TrainedRun with_generator() { return load_trained_run(small().toy_run("coopnets"), 1); }

}  // namespace

BOOST_AUTO_TEST_SUITE(interpolate_)

BOOST_AUTO_TEST_CASE(lines_are_even_and_arcs_keep_their_length) {
  const Tensor a = torch::tensor({{1.0, 0.0}}), b = torch::tensor({{0.0, 2.0}});
  const auto straight = lines(a, b, 5, LineKind::linear);
  BOOST_TEST(torch::allclose(straight[1], torch::tensor({{0.75, 0.5}})));
  BOOST_TEST(torch::equal(straight[0], a));
  BOOST_TEST(torch::equal(straight[4], b));
  const auto arc = lines(a, b / 2, 7, LineKind::spherical);
  for (size_t i = 0; i < arc.size(); ++i) {
    const double angle = static_cast<double>(i) / 6 * std::numbers::pi / 2;
    BOOST_TEST(
        torch::allclose(arc[i], torch::tensor({{std::cos(angle), std::sin(angle)}}), 1e-6, 1e-6));
  }
  // Rows that point opposite ways have no arc of their own.
  const auto through = lines(a, -a, 3, LineKind::spherical);
  BOOST_TEST(torch::allclose(through[1], torch::zeros_like(a)));
}

BOOST_AUTO_TEST_CASE(the_ends_of_a_line_are_single_chains_to_the_bit) {
  const TrainedRun run = load_trained_run(small().toy_run("short_run"), 2);
  const InterpolateTask task{.pairs = 5, .points = 4, .seed = 9};
  const Lines found = interpolated(run, task);
  const auto stream = [](Purpose purpose) { return stream_of(Question::interpolate, 9, purpose); };
  const Tensor starts = run.parts.state.start->draw_eval(10, stream(Purpose::trained_start)).x;
  const Sampling sampling = run.parts.sampler(run.energy(), run.parts.data.shape);
  const auto ends = [&](const Tensor& x) {
    return sampling({x}, stream(Purpose::trained_step)).chains.x;
  };
  BOOST_TEST(torch::equal(found.ends.select(1, 0), ends(starts.slice(0, 0, 5))));
  BOOST_TEST(torch::equal(found.ends.select(1, 3), ends(starts.slice(0, 5))));
  // All points of a pair have its noise: a line between equal starts ends in one place.
  const Tensor middle = found.starts.select(1, 1);
  BOOST_TEST(torch::equal(found.ends.select(1, 1), ends(middle)));
}

BOOST_AUTO_TEST_CASE(latents_go_through_the_generator_and_the_chain) {
  const TrainedRun run = with_generator();
  const InterpolateTask task{
      .pairs = 3, .points = 5, .between = Between::latents, .path = LineKind::spherical, .seed = 9};
  need_lines(run, task);
  const Lines found = interpolated(run, task);
  const Generator& generator = *generator_of(*run.parts.state.start);
  const torch::NoGradGuard no_grad;
  const Tensor z =
      generator.latents(stream_of(Question::interpolate, 9, Purpose::trained_start), 6);
  BOOST_TEST(torch::allclose(found.starts.select(1, 0), generator.sample(z.slice(0, 0, 3))));
  BOOST_TEST(torch::allclose(found.starts.select(1, 4), generator.sample(z.slice(0, 3))));
}

BOOST_AUTO_TEST_CASE(smoothness_is_the_longest_step_over_the_distance) {
  Tensor ends = torch::zeros({1, 4, 1, 1, 1});
  ends[0][1] = 1;
  ends[0][2] = 3;
  ends[0][3] = 4;
  const PathRow row = path_rows({ends, ends}).at(0);
  BOOST_TEST(row.end_distance == 4);
  BOOST_TEST(row.longest_step == 2);
  BOOST_TEST(row.smoothness == 0.5);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_with_what_does) {
  const TrainedRun noise = load_trained_run(small().toy_run("short_run"), 1);
  BOOST_CHECK_EXCEPTION(need_lines(noise, {.between = Between::latents}), UserError,
                        says({"--between latents", "'noise'", "generator"}));
  BOOST_CHECK_EXCEPTION(need_lines(noise, {.path = LineKind::spherical}), UserError,
                        says({"--path spherical", "uniform noise", "linear"}));
  const TrainedRun gaussian = load_trained_run(
      small().toy_run("short_run",
                      {R"(methods.short_run.start={"name":"noise","law":"gaussian"})"}),
      1);
  BOOST_CHECK_NO_THROW(need_lines(gaussian, {.path = LineKind::spherical}));
  BOOST_CHECK_EXCEPTION(need_lines(with_generator(), {.path = LineKind::spherical}), UserError,
                        says({"--between latents"}));
}

BOOST_AUTO_TEST_CASE(the_folder_has_pictures_arrays_and_a_row_a_pair) {
  const TrainedRun run = load_trained_run(small().image_run(kNoise), 1);
  const InterpolateTask task{.pairs = 2, .points = 3, .seed = 1};
  const fs::path out = standard_folder(run, task_of(task));
  const ResultFolder folder(out, Existing::refuse, run, task_of(task));
  BOOST_TEST((interpolate(run, task, folder, {}) == Outcome::finished));
  BOOST_TEST(read_npy(folder.paths().array("paths")).sizes() ==
             (torch::IntArrayRef{2, 3, 1, 16, 16}));
  const Columns rows = read_log<PathRow>(folder.paths().rows());
  BOOST_TEST(rows.at("pair").size() == 2);
  const auto metrics = read_metrics(folder.paths().metrics());
  const MetricRow* row = metrics.row("interpolate.smoothness");
  BOOST_REQUIRE(row != nullptr);
  BOOST_TEST(*row->estimate == (rows.at("smoothness")[0] + rows.at("smoothness")[1]) / 2,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(*row->floor == 0.5);
  BOOST_TEST(fs::exists(folder.paths().grid("paths")));
}

BOOST_AUTO_TEST_SUITE_END()

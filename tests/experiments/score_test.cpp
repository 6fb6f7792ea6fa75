#include "experiments/trained/score.h"

#include <torch/types.h>

#include "experiments/run/png.h"
#include "experiments/trained_runs.h"
#include "records/metrics.h"

using namespace coopbench;
using torch::Tensor;

namespace {

const TrainedRun& images() {
  static const TrainedRun run = load_trained_run(small().image_run(kNoise), 1);
  return run;
}

std::string refused(const std::string& file, bool skip_bad = false) {
  try {
    read_images({small().folder / file}, images(), skip_bad);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_)

BOOST_AUTO_TEST_CASE(energies_are_those_of_a_direct_forward) {
  const torch::NoGradGuard no_grad;
  const TrainedRun& run = images();
  const Tensor x = run.parts.data.test.all();
  const Scores scores = scores_of(run, x);
  const double scale = run.parts.sampled_law().energy;
  const Tensor u = run.energy().forward(x).to(torch::kFloat64);
  for (int64_t i = 0; i < x.size(0); ++i)
    BOOST_TEST(scores.energies[size_t(i)] == scale * u[i].item<double>(),
               boost::test_tools::tolerance(1e-5));
  for (size_t i = 0; i + 1 < scores.order.size(); ++i)
    BOOST_TEST(scores.energies[scores.order[i]] >= scores.energies[scores.order[i + 1]]);
}

BOOST_AUTO_TEST_CASE(a_share_counts_the_validation_energies_below) {
  const TrainedRun& run = images();
  // Of the validation images themselves it is rank / n.
  const Scores scores = scores_of(run, run.parts.data.validation.all());
  for (size_t rank = 0; rank < scores.order.size(); ++rank)
    BOOST_TEST(scores.below[scores.order[rank]] == double(19 - rank) / 20,
               boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_gradient_norm_of_a_quadratic_energy_is_the_distance) {
  TrainedRun run = load_trained_run(small().image_run(kNoise), 1);
  run.parts.state.energy = std::make_unique<GaussianEnergy>(0, 1);
  run.parts.law = StationaryLaw{};
  const Tensor x = run.parts.data.test.slice(0, 4);
  const Scores scores = scores_of(run, x);
  for (int64_t i = 0; i < 4; ++i)
    BOOST_TEST(scores.gradient_norms[size_t(i)] == x[i].norm().item<double>(),
               boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(pictures_and_arrays_are_read_as_the_data_are) {
  const Tensor bytes = torch::arange(256, torch::kInt64).to(torch::kUInt8).reshape({16, 16});
  fs::create_directories(small().folder / "set/cat");
  write_png(small().folder / "set/cat/a.png", bytes);
  write_png(small().folder / "one.PNG", bytes);
  write_npy(small().folder / "bytes.npy", bytes.unsqueeze(0));
  const NamedImages found = read_images(
      {small().folder / "set", small().folder / "one.PNG", small().folder / "bytes.npy"}, images());
  const Tensor right = to_images(bytes.reshape({1, 1, 16, 16}), 16);
  for (int64_t i = 0; i < 3; ++i) BOOST_TEST(torch::equal(found.x[i], right[0]), i);
  BOOST_TEST(found.labels[0] == "cat");
  BOOST_TEST(found.files[1] == (small().folder / "one.PNG").string());
}

BOOST_AUTO_TEST_CASE(colours_may_stand_last_and_bad_files_be_skipped) {
  const Tensor bytes = torch::arange(512, torch::kInt64).to(torch::kUInt8).reshape({2, 16, 16, 1});
  write_npy(small().folder / "last.npy", bytes);
  const NamedImages last = read_images({small().folder / "last.npy"}, images());
  BOOST_TEST(torch::equal(last.x, to_images(bytes.permute({0, 3, 1, 2}).contiguous(), 16)));
  fs::create_directories(small().folder / "mostly");
  write_png(small().folder / "mostly/a.png", bytes[0].squeeze(2).contiguous());
  write_whole(small().folder / "mostly/b.png", "no picture");
  BOOST_TEST(refused("mostly").find("leave them out with --skip-bad") != std::string::npos);
  const NamedImages some = read_images({small().folder / "mostly"}, images(), /*skip_bad=*/true);
  BOOST_TEST(torch::equal(some.x, last.x.slice(0, 0, 1)));
  BOOST_REQUIRE(some.notes.size() == 1U);
  BOOST_TEST(some.notes[0].find("left out a file that can't be scored: b.png") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_with_both_sizes) {
  write_png(small().folder / "colour.png", torch::zeros({16, 16, 3}, torch::kUInt8));
  write_png(small().folder / "wide.png", torch::zeros({16, 20}, torch::kUInt8));
  write_npy(small().folder / "side.npy", torch::zeros({3, 1, 8, 8}));
  write_npy(small().folder / "nan.npy", torch::full({3, 1, 16, 16}, std::nan("")));
  write_whole(small().folder / "text.png", "no picture");
  fs::create_directories(small().folder / "empty");
  BOOST_TEST(refused("colour.png").find("colour picture; the net takes grey") != std::string::npos);
  BOOST_TEST(refused("wide.png").find("20 x 16") != std::string::npos);
  BOOST_TEST(refused("side.npy").find("[3, 1, 8, 8]; the net takes images [n, 1, 16, 16]") !=
             std::string::npos);
  BOOST_TEST(refused("nan.npy").find("not finite") != std::string::npos);
  BOOST_TEST(refused("text.png").find("text.png: ") != std::string::npos);
  BOOST_TEST(refused("empty").find("holds no JPEG or PNG") != std::string::npos);
  fs::create_directories(small().folder / "colours");
  fs::copy_file(small().folder / "colour.png", small().folder / "colours/1.png");
  BOOST_TEST(refused("colours", /*skip_bad=*/true)
                 .find("that can be scored; a file that can't be "
                       "scored: 1.png: is a colour picture") != std::string::npos);
  BOOST_TEST(!refused("nowhere.npy").empty());
}

BOOST_AUTO_TEST_CASE(scores_csv_begins_with_the_strangest) {
  const TrainedRun& run = images();
  const ScoreTask task{.files = {"x, \"y\".npy"}};
  NamedImages some{.x = run.parts.data.train.slice(0, 6),
                   .files = std::vector<std::string>(6, task.files[0]),
                   .index = {0, 1, 2, 3, 4, 5},
                   .labels = std::vector<std::string>(6)};
  const ResultFolder folder(small().folder / "scored", Existing::refuse, run, task_of(task, some));
  BOOST_TEST((score(run, task, some, folder, {}) == Outcome::finished));
  const std::string text = read_text(folder.paths().scores());
  BOOST_TEST(
      text.starts_with("file,index,label,energy,gradient_norm,rank,below\n\"x, \"\"y\"\".npy\","));
  const Scores scores = scores_of(run, some.x);
  BOOST_TEST(text.find(fmt::format("npy\",{},,", scores.order[0])) < text.find("\n", 60));
  const auto metrics = read_metrics(folder.paths().metrics());
  BOOST_REQUIRE(metrics.row("score.auroc") != nullptr);
  const MetricRow& below = *metrics.row("score.below");
  BOOST_TEST(below.share);
  BOOST_TEST((*below.low >= 0 && *below.high <= 1));
  // Probability that a test image has the lower energy, ties half.
  const Scores test = scores_of(run, run.parts.data.test.all());
  double wins = 0;
  for (const double own : test.energies)
    for (const double other : scores.energies) wins += own < other ? 1 : own == other ? 0.5 : 0;
  BOOST_TEST(*metrics.row("score.auroc")->estimate == wins / (20 * 6),
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

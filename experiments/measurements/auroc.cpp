#include "ebm/noise_start.h"
#include "experiments/evaluation/energies.h"
#include "experiments/evaluation/measurement.h"
#include "experiments/evaluation/or_why.h"
#include "metrics/compressed_size.h"
#include "metrics/ranking.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct Score {
  const char* name;
  Direction better;
  std::vector<double> values;  // higher for what is like the data
};

std::vector<Score> scores_of(const RunParts& parts, const Tensor& mean, const Tensor& x) {
  const Tensor distance = (x - mean).flatten(1).to(torch::kFloat64).square().sum(1).sqrt();
  const Direction higher = Direction::higher, neither = Direction::neither;
  return {{"energy", higher, numbers("energies", -sampled_energies(parts, x))},
          {"gradient", higher, numbers("gradient norms", -gradient_norms(parts, x))},
          {"mean_distance", neither, numbers("distances", -distance)},
          {"compressed_size", neither, numbers("sizes", -compressed_sizes(x))}};
}

/// Uniform noise, grey images of one value, means of two real images, and the images of
/// `evaluation.against`.
std::vector<std::pair<std::string, Tensor>> others(const EndedRun& run) {
  const Tensor& real = run.real;
  const int64_t n = real.size(0);
  const auto stream = [](int64_t kind) {
    return Stream{.seed = 0, .purpose = Purpose::negatives, .iteration = kind};
  };
  std::vector<std::pair<std::string, Tensor>> all = {
      {"uniform_noise", noise_images(stream(0), n, run.parts.data.shape)},
      {"constants", uniform(stream(1), {n, 1, 1, 1}, -1, 1).expand_as(real)},
      {"means", (real + real.roll(1, 0)) / 2}};
  if (run.parts.against.defined())
    all.emplace_back(std::filesystem::path(run.config.evaluation.against).filename(),
                     run.parts.against.slice(0, 0, n));
  return all;
}

Findings take(const EndedRun& run) {
  const Tensor mean = run.all_train.mean(0, true);
  const std::vector<Score> positives = scores_of(run.parts, mean, run.real);
  Findings all;
  for (const auto& [name, images] : others(run)) {
    const std::vector<Score> found = scores_of(run.parts, mean, images);
    for (size_t i = 0; i < found.size(); ++i)
      all.rows.push_back(or_why({.key = "energies.auroc." + name + "." + found[i].name,
                                 .group = "against " + name,
                                 .name = found[i].name,
                                 .better = found[i].better,
                                 .share = true},
                                [&](MetricRow& row) {
                                  const Estimate e = auroc(positives[i].values, found[i].values);
                                  row.estimate = e.estimate;
                                  row.low = e.low, row.high = e.high;
                                }));
  }
  return all;
}

Measurement make(const NoSettings&) {
  return {.table = kEnergyTable,
          .notes = {"AUROC of telling the data's images from others, 0.5 is none: energy (-U), "
                    "gradient (minus the norm of its gradient), and two scores that no training "
                    "made: mean_distance (minus the distance to the mean training image) and "
                    "compressed_size (minus the bytes of the compressed image). An energy that "
                    "does not beat them has learned no more than they know."},
          .needs = {need::finished_run(), need::images()},
          .take = take};
}

}  // namespace

Measurements::Entry auroc_measurement() {
  return entry("auroc", "how well the energy tells the data's images from others", make);
}

}  // namespace coopbench

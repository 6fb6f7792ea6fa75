#include "experiments/trained/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/checksum.h"
#include "core/files.h"
#include "experiments/evaluation/energies.h"
#include "experiments/run/pictures.h"
#include "experiments/trained/numbers.h"
#include "metrics/ranking.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kShown = 64;

std::vector<double> energies_of(const TrainedRun& run, const Tensor& x) {
  return numbers("energies", sampled_energies(run.parts, x));
}

std::string checksum_of(const Tensor& x) {
  const Tensor whole = x.contiguous();
  return checksum_text({static_cast<const char*>(whole.data_ptr()), whole.nbytes()});
}

/// A text as a field of a CSV file (RFC 4180).
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string table(const NamedImages& images, const Scores& scores) {
  std::string text = "file,index,label,energy,gradient_norm,rank,below\n";
  for (size_t rank = 0; rank < scores.order.size(); ++rank) {
    const size_t i = scores.order[rank];
    text += fmt::format("{},{},{},{},{},{},{}\n", csv_field(images.files[i]), images.index[i],
                        csv_field(images.labels[i]), scores.energies[i], scores.gradient_norms[i],
                        rank + 1, scores.below[i]);
  }
  return text;
}

/// Images by rank, from the first or from the last on.
Tensor by_rank(const Tensor& x, const Scores& scores, bool strangest) {
  std::vector<int64_t> rows;
  const auto n = static_cast<int64_t>(scores.order.size());
  for (int64_t i = 0; i < std::min(n, kShown); ++i)
    rows.push_back(
        static_cast<int64_t>(scores.order[static_cast<size_t>(strangest ? i : n - 1 - i)]));
  return x.index_select(0, torch::tensor(rows, torch::kInt64));
}

/// AUROC of telling test images from others by their energies.
MetricRow auroc_row(const TrainedRun& run, const Scores& scores) {
  MetricRow row{.key = "score.auroc",
                .group = "against the test part",
                .name = "AUROC, test images from these",
                .share = true,
                .note =
                    "0.5: the energy can't tell; near 1: these are strange to it; below 0.5: "
                    "it finds them more typical than its own"};
  std::vector<double> positives = energies_of(run, run.parts.data.test.all()),
                      negatives = scores.energies;
  for (std::vector<double>* values : {&positives, &negatives})
    for (double& value : *values) value = -value;
  if (negatives.size() < 2) {
    row.note = "needs two images or more";
    return row;
  }
  try {
    const Estimate e = auroc(positives, negatives);
    row.estimate = e.estimate;
    row.low = e.low, row.high = e.high;
  } catch (const std::invalid_argument& error) {
    row.note = error.what();
  }
  return row;
}

}  // namespace

TrainedTask task_of(const ScoreTask& task, const NamedImages& images) {
  const std::string what =
      task.files.empty()
          ? "the " + task.part + " part"
          : task.files[0] +
                (task.files.size() > 1 ? fmt::format(" and {} more", task.files.size() - 1) : "");
  std::string name = task.part;
  if (!task.files.empty()) {
    std::filesystem::path first = task.files[0];
    if (!first.has_filename()) first = first.parent_path();
    for (const unsigned char c : first.filename().string())
      name += std::isalnum(c) != 0 || c == '_' || c == '-' ? static_cast<char>(c) : '_';
    name = name.substr(0, kLongestName);
  }
  return {.command = "score",
          .name = name,
          .title = fmt::format("{} images of {}", images.x.size(0), what),
          .settings = {{"files", task.files},
                       {"part", task.part},
                       {"images", images.x.size(0)},
                       {"checksum", checksum_of(images.x)}}};
}

Scores scores_of(const TrainedRun& run, const Tensor& x) {
  Scores scores{.energies = energies_of(run, x),
                .gradient_norms = numbers("gradient norms", gradient_norms(run.parts, x))};
  std::vector<double> known = energies_of(run, run.parts.data.validation.all());
  std::sort(known.begin(), known.end());
  for (const double energy : scores.energies)
    scores.below.push_back(
        static_cast<double>(std::lower_bound(known.begin(), known.end(), energy) - known.begin()) /
        static_cast<double>(known.size()));
  scores.order.resize(scores.energies.size());
  std::iota(scores.order.begin(), scores.order.end(), size_t{0});
  std::stable_sort(scores.order.begin(), scores.order.end(),
                   [&](size_t a, size_t b) { return scores.energies[a] > scores.energies[b]; });
  return scores;
}

Outcome score(const TrainedRun& run, const ScoreTask& task, const NamedImages& images,
              const ResultFolder& folder, const TrainedHooks& hooks) {
  for (const std::string& note : images.notes) hooks.note(note);
  const Scores scores = scores_of(run, images.x);
  folder.need_same();
  write_whole(folder.paths().scores(), table(images, scores));
  for (const bool strangest : {true, false})
    write_picture(folder.paths().grid(strangest ? "strangest" : "typical"),
                  by_rank(images.x, scores, strangest), kShown, run.parts.data.view);
  std::vector<MetricRow> rows{
      mean_row("score.energy", "energy", scores.energies),
      mean_row("score.gradient_norm", "norm of its gradient", scores.gradient_norms),
      share_row("score.below", "share of validation energies below", scores.below)};
  rows[0].note = energy_unit(run.parts);
  if (!task.files.empty()) rows.push_back(auroc_row(run, scores));
  write_numbers(folder, task.part.empty() ? "none" : task.part, images.x.size(0), rows);
  folder.write({.status = "finished",
                .pictures = {"strangest", "typical"},
                .captions = {"the highest energies, first the highest",
                             "the lowest energies, first the lowest"},
                .notes = {"The share of validation energies below an image's is its scale: 0.5 in "
                          "the middle of the data, near 1 stranger than nearly all of them. Images "
                          "of the data's own law have 0.5 in the mean."}});
  return Outcome::finished;
}

}  // namespace coopbench

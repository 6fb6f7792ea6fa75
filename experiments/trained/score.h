#pragma once

#include "ebm/train.h"
#include "experiments/trained/read_images.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

struct ScoreTask {
  std::vector<std::string> files;  ///< or none, and then
  std::string part = "";           ///< "train", "validation" or "test"
};

/// `images` are those of the task.
TrainedTask task_of(const ScoreTask& task, const NamedImages& images);

/// What the trained net says of images: minus the log density of the law that the run's samples are
/// judged by, up to a constant.
struct Scores {
  std::vector<double> energies, gradient_norms;
  /// Share of the validation part's energies below each, 0 to 1: 0.99 is stranger than 99 % of it.
  std::vector<double> below;
  std::vector<size_t> order;  ///< rows by energy, the highest first; of equal ones the first first
};
Scores scores_of(const TrainedRun& run, const torch::Tensor& x);

/// Writes scores.csv, pictures of the strangest and the most typical images and metrics.json; for
/// files with the AUROC of telling the test part from them.
Outcome score(const TrainedRun& run, const ScoreTask& task, const NamedImages& images,
              const ResultFolder& folder, const TrainedHooks& hooks);

}  // namespace coopbench

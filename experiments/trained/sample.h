#pragma once

#include "ebm/train.h"
#include "experiments/trained/long_chains.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

struct SampleTask {
  int64_t steps = 100000;
  int64_t chains = 64;
  uint64_t seed = 0;
  SampleFrom from = SampleFrom::run;
  Choice rule;
  std::vector<std::string> notes = {};  ///< what to know of the rule; changes no result
};

TrainedTask task_of(const SampleTask& task);

/// Throws UserError for more chains than the start can give, and for a rule that no engine runs.
void need_chains(const TrainedRun& run, const SampleTask& task);

/// Long chains of a trained net, from where the folder's state is: at each of the
/// `logarithmic_marks` a row in rows.csv and a picture, at the end ends.npy. Returns how it ended;
/// chains that leave the run's bounds, or are not finite, end it as `diverged`, a result.
/// Interrupted, or killed at any moment, it goes on to the same bits.
Outcome sample_long(const TrainedRun& run, const SampleTask& task, const ResultFolder& folder,
                    const TrainedHooks& hooks);

}  // namespace coopbench

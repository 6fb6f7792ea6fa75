#pragma once

#include "ebm/train.h"
#include "experiments/trained/lines.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

enum class Between { starts, latents };
constexpr auto enum_names(Between) { return std::array{"starts", "latents"}; }

struct InterpolateTask {
  int64_t pairs = 8, points = 9;
  Between between = Between::starts;
  LineKind path = LineKind::linear;
  uint64_t seed = 0;
};

TrainedTask task_of(const InterpolateTask& task);

/// Throws UserError for latents of a start without a generator, for a spherical path between
/// starts that are no Gaussian noise, and for more pairs than there are starts.
void need_lines(const TrainedRun& run, const InterpolateTask& task);

/// Chains from the places of lines between pairs of starts, or G of places between pairs of
/// latents. The noise of the K steps is that of the pair, the same at all its points, so that the
/// chain is one function of its start (Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent
/// Short-Run MCMC Toward Energy-Based Model").
struct Lines {
  torch::Tensor starts, ends;  ///< [pairs, points, C, H, W]
};
Lines interpolated(const TrainedRun& run, const InterpolateTask& task);

/// How even the ends of each pair are.
std::vector<PathRow> path_rows(const Lines& lines);

/// Writes pictures, paths.npy, starts.npy, rows.csv and metrics.json.
Outcome interpolate(const TrainedRun& run, const InterpolateTask& task, const ResultFolder& folder,
                    const TrainedHooks& hooks);

}  // namespace coopbench

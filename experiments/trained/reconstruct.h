#pragma once

#include "ebm/train.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

struct ReconstructTask {
  int64_t images = 64, iterations = 200;
  double rate = 0.05;
  uint64_t seed = 0;
};

TrainedTask task_of(const ReconstructTask& task);

/// Throws UserError for a run whose chains are no function of a start that can be sought: another
/// rule than a linear one, starts at images or held to them, more images than the test part has.
void need_reconstruction(const TrainedRun& run, const ReconstructTask& task);

/// Images that the trained net is to make, what it began with and what it came to.
struct Reconstructions {
  torch::Tensor originals, ends, starts;  ///< [n, C, H, W]; of a generator starts are G(z)
  torch::Tensor latents = {};             ///< [n, latent], of a generator
  std::vector<double> before, error;      ///< mean squared difference a pixel
};

/// Seeks the start whose chain of K steps without noise ends at each image, by Adam on
/// |x - M(z)|^2 (Nijkamp et al. 2019, "Learning Non-Convergent Non-Persistent Short-Run MCMC Toward
/// Energy-Based Model", section 4.2), of a generator the latent z of M(G(z)). The best of all
/// iterations is kept, of each image by itself. Throws Stopped.
Reconstructions reconstructed(const TrainedRun& run, const ReconstructTask& task,
                              const TrainedHooks& hooks);

/// Writes pictures, originals.npy, paths.npy, starts.npy, rows.csv and metrics.json.
Outcome reconstruct(const TrainedRun& run, const ReconstructTask& task, const ResultFolder& folder,
                    const TrainedHooks& hooks);

}  // namespace coopbench

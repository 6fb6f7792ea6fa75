#pragma once

#include "ebm/train.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

enum class Fill { noise, start };
constexpr auto enum_names(Fill) { return std::array{"noise", "start"}; }

struct InpaintTask {
  std::string mask;
  int64_t images = 64;
  int64_t steps = 0;  ///< 0: the run's K
  Fill fill = Fill::noise;
  uint64_t seed = 0;
};

/// `mask` is that of the task.
TrainedTask task_of(const InpaintTask& task, const torch::Tensor& mask);

/// Throws UserError for a run whose rule rejects whole images, and for more images than the test
/// part has.
void need_inpainting(const TrainedRun& run, const InpaintTask& task);

/// Steps of a trained net's own rule at which known pixels are held: set back after each of them.
/// x [n, C, H, W] has them; mask bool [H, W] is true where they are not known. Each chain's noise
/// is that of the stream. Known pixels stay to the bit.
torch::Tensor held_steps(const TrainedRun& run, const Chains& starts, const torch::Tensor& mask,
                         int64_t steps, const Stream& stream);

struct Inpainted {
  torch::Tensor originals, masked, results;  ///< [n, C, H, W]; masked: as the chains began
};
Inpainted inpainted(const TrainedRun& run, const InpaintTask& task, const torch::Tensor& mask);

/// Writes pictures, originals.npy, masked.npy, inpainted.npy, rows.csv and metrics.json.
Outcome inpaint(const TrainedRun& run, const InpaintTask& task, const torch::Tensor& mask,
                const ResultFolder& folder, const TrainedHooks& hooks);

}  // namespace coopbench

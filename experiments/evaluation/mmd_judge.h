#pragma once

#include <torch/types.h>

#include <optional>

#include "core/workers.h"
#include "data/dataset.h"
#include "metrics/estimate.h"

namespace coopbench {

/// Unbiased MMD^2 to a fixed set of real images, its width from those images alone unless it is
/// given.
class MmdJudge {
 public:
  MmdJudge(const torch::Tensor& real, std::shared_ptr<Workers> workers,
           std::optional<double> width = {});
  /// NaN for samples that are not finite.
  double estimate(const torch::Tensor& samples) const;
  /// The estimate with its 95 % interval; nothing for samples that are not finite.
  std::optional<Estimate> interval(const torch::Tensor& samples) const;
  double width() const { return width_; }

 private:
  torch::Tensor real_;
  std::shared_ptr<Workers> workers_;
  double width_;
};

/// Training images with the data noise of training: the law that the energy is trained towards, and
/// what a perfect sampler of it would give. The same whatever the run's seed.
torch::Tensor target_images(const Dataset& data, double data_noise, int64_t samples);

}  // namespace coopbench

#pragma once

#include <array>

#include "networks/layers/layer.h"

namespace coopbench {

enum class BatchStatistics { batch, running };
constexpr auto enum_names(BatchStatistics) { return std::array{"batch", "running"}; }

/// Batch normalisation, with a shift and by choice a scale. `sampling` says whose mean and variance
/// are used outside of teaching; teaching uses those of the batch.
struct BatchNorm {
  int64_t channels;
  bool scale = true;
  double epsilon = 1e-5;
  BatchStatistics sampling = BatchStatistics::running;

  ImageShape output_shape(ImageShape shape) const;
  std::vector<WeightSpec> weight_specs() const;
  std::string describe() const;
  /// Teaching moves the running statistics a tenth of the way to those of the batch.
  torch::Tensor forward(const torch::Tensor& x, const LayerWeights& weights, Pass pass) const;
  /// With the running statistics. Throws std::logic_error when sampling uses the batch's.
  torch::Tensor input_gradient(const Passed& passed, const LayerWeights& weights) const;
};

}  // namespace coopbench

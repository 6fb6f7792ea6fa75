#pragma once

#include <torch/optim/optimizer.h>

#include <memory>

#include "core/archive.h"
#include "core/table.h"

namespace coopbench {

/// Learning rate of update u, counted from 0: max(minimum, learning_rate * decay^u).
struct LearningRate {
  double initial, decay, minimum;
  double at(int64_t update) const;
};

/// An optimiser of LibTorch with its learning rate, whose state can be kept in a checkpoint.
class Optimizer {
 public:
  explicit Optimizer(LearningRate rate) : rate_(rate) {}
  virtual ~Optimizer() = default;

  /// One step down the gradient of `loss`. Returns the loss.
  double descend(const torch::Tensor& loss);
  /// One step down these gradients, one for each weight.
  void descend(const std::vector<torch::Tensor>& gradients);

  Archive save() const;
  void load(const Archive& archive);

 protected:
  virtual torch::optim::Optimizer& inner() = 0;
  /// State of one weight behind `prefix`; nothing before its first update.
  virtual void save_weight(const torch::Tensor& weight, const std::string& prefix,
                           Archive& archive) const = 0;
  virtual void load_weight(const torch::Tensor& weight, const std::string& prefix,
                           const Archive& archive) = 0;

 private:
  LearningRate rate_;
  int64_t updates_ = 0;
};

using Optimizers = Table<std::unique_ptr<Optimizer>(std::vector<torch::Tensor> weights)>;
Optimizers optimizers();

}  // namespace coopbench

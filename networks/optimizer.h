#pragma once

#include <torch/types.h>

#include <memory>

#include "core/archive.h"
#include "core/schedule.h"
#include "core/table.h"

// Its header takes a second to read.
namespace torch::optim {
class Optimizer;
}

namespace coopbench {

/// Learning rate and how it falls from update to update. The config of an optimiser derives from
/// it, gives its first value and puts its fields before its own.
struct LearningRate : Schedule {
  double learning_rate;
  LearningRate(double rate, const Schedule& schedule = {})
      : Schedule(schedule), learning_rate(rate) {}
  double at(int64_t update) const { return Schedule::at(learning_rate, update); }
  static auto fields() {
    return std::tuple_cat(std::tuple{field("learning_rate", &LearningRate::learning_rate, above(0),
                                           "step size of the weights")},
                          Schedule::fields());
  }
};

/// An optimiser of LibTorch with its learning rate, whose state can be kept in a checkpoint.
class Optimizer {
 public:
  explicit Optimizer(LearningRate rate) : rate_(std::move(rate)) {}
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

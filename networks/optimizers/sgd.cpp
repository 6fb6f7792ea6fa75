#include <torch/optim/sgd.h>

#include "networks/optimizer.h"

namespace coopbench {
namespace {

struct Config : LearningRate {
  double momentum = 0, weight_decay = 0;
  Config() : LearningRate(1e-2) {}
  static auto fields() {
    return std::tuple_cat(
        LearningRate::fields(),
        std::tuple{
            field("momentum", &Config::momentum, from_below(0, 1),
                  "share of the last step in the next"),
            field("weight_decay", &Config::weight_decay, at_least(0), "L2 penalty of the weights"),
        });
  }
};

/// Stochastic gradient descent, as in PyTorch.
class Sgd : public Optimizer {
 public:
  Sgd(const Config& c, std::vector<torch::Tensor> weights)
      : Optimizer(c),
        sgd_(std::move(weights), torch::optim::SGDOptions(c.learning_rate)
                                     .momentum(c.momentum)
                                     .weight_decay(c.weight_decay)) {}

 private:
  torch::optim::Optimizer& inner() override { return sgd_; }

  void save_weight(const torch::Tensor& weight, const std::string& prefix,
                   Archive& archive) const override {
    const auto found = sgd_.state().find(weight.unsafeGetTensorImpl());
    if (found == sgd_.state().end()) return;
    const auto& state = static_cast<const torch::optim::SGDParamState&>(*found->second);
    if (state.momentum_buffer().defined())
      archive.put(prefix + "_momentum", state.momentum_buffer());
  }

  void load_weight(const torch::Tensor& weight, const std::string& prefix,
                   const Archive& archive) override {
    if (!archive.has(prefix + "_momentum")) return;
    auto state = std::make_unique<torch::optim::SGDParamState>();
    state->momentum_buffer(archive.at(prefix + "_momentum").clone());
    sgd_.state()[weight.unsafeGetTensorImpl()] = std::move(state);
  }

  torch::optim::SGD sgd_;
};

std::unique_ptr<Optimizer> make(const Config& config, std::vector<torch::Tensor> weights) {
  return std::make_unique<Sgd>(config, std::move(weights));
}

}  // namespace

Optimizers::Entry sgd() {
  return entry("sgd", "stochastic gradient descent, with momentum by choice", make);
}

}  // namespace coopbench

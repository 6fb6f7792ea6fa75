#include <torch/optim/adam.h>

#include "networks/optimizer.h"

namespace coopbench {
namespace {

struct Config : LearningRate {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
  Config() : LearningRate(1e-4) {}
  static auto fields() {
    return std::tuple_cat(
        LearningRate::fields(),
        std::tuple{
            field("beta1", &Config::beta1, from_below(0, 1),
                  "share of the old average in the average gradient"),
            field("beta2", &Config::beta2, from_below(0, 1), "the same of the squared gradient"),
            field("epsilon", &Config::epsilon, above(0),
                  "added to the root of the squared gradient's average"),
            field("weight_decay", &Config::weight_decay, at_least(0), "L2 penalty of the weights"),
        });
  }
};

/// Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", as in PyTorch.
class Adam : public Optimizer {
 public:
  Adam(const Config& c, std::vector<torch::Tensor> weights)
      : Optimizer(c),
        adam_(std::move(weights), torch::optim::AdamOptions(c.learning_rate)
                                      .betas({c.beta1, c.beta2})
                                      .eps(c.epsilon)
                                      .weight_decay(c.weight_decay)) {}

 private:
  torch::optim::Optimizer& inner() override { return adam_; }

  void save_weight(const torch::Tensor& weight, const std::string& prefix,
                   Archive& archive) const override {
    const auto found = adam_.state().find(weight.unsafeGetTensorImpl());
    if (found == adam_.state().end()) return;
    const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
    archive.put_number(prefix + "_step", state.step());
    archive.put(prefix + "_average", state.exp_avg());
    archive.put(prefix + "_squares", state.exp_avg_sq());
  }

  void load_weight(const torch::Tensor& weight, const std::string& prefix,
                   const Archive& archive) override {
    auto state = std::make_unique<torch::optim::AdamParamState>();
    state->step(archive.number_at(prefix + "_step"));
    state->exp_avg(archive.at(prefix + "_average").clone());
    state->exp_avg_sq(archive.at(prefix + "_squares").clone());
    adam_.state()[weight.unsafeGetTensorImpl()] = std::move(state);
  }

  torch::optim::Adam adam_;
};

std::unique_ptr<Optimizer> make(const Config& config, std::vector<torch::Tensor> weights) {
  return std::make_unique<Adam>(config, std::move(weights));
}

}  // namespace

Optimizers::Entry adam() { return entry("adam", "Adam (Kingma and Ba 2015)", make); }

}  // namespace coopbench

#include "networks/optimizer.h"

#include <torch/autograd.h>
#include <torch/optim/optimizer.h>

namespace coopbench {

// Each in its own file under optimizers/.
Optimizers::Entry adam();
Optimizers::Entry sgd();

Optimizers optimizers() {
  return {"optimiser",
          {
              adam(),
              sgd(),
          }};
}

double Optimizer::descend(const torch::Tensor& loss) {
  const auto gradients =
      torch::autograd::grad({loss}, inner().param_groups()[0].params(), {}, {}, false, true);
  descend(gradients);
  return loss.item<double>();
}

void Optimizer::descend(const std::vector<torch::Tensor>& gradients) {
  auto& group = inner().param_groups()[0];
  group.options().set_lr(rate_.at(updates_++));
  for (size_t i = 0; i < gradients.size(); ++i) group.params().at(i).mutable_grad() = gradients[i];
  inner().step();
  for (auto& weight : group.params()) weight.mutable_grad().reset();
}

Archive Optimizer::save() const {
  Archive archive;
  archive.put_number("updates", updates_);
  const auto& weights = const_cast<Optimizer*>(this)->inner().param_groups()[0].params();
  for (size_t i = 0; i < weights.size(); ++i) save_weight(weights[i], std::to_string(i), archive);
  return archive;
}

void Optimizer::load(const Archive& archive) {
  updates_ = archive.number_at("updates");
  const auto& weights = inner().param_groups()[0].params();
  if (updates_ > 0)
    for (size_t i = 0; i < weights.size(); ++i) load_weight(weights[i], std::to_string(i), archive);
}

}  // namespace coopbench

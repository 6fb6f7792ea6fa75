#include "experiments/trained/unrolled.h"

#include <torch/autograd.h>

#include "core/errors.h"

namespace coopbench {
namespace {

using torch::Tensor;
using torch::autograd::grad;

/// The energy with a gradient that can be differentiated once more, or without a graph.
struct GraphedLocal : Local {
  const Frozen& energy;
  bool with_graph;
  GraphedLocal(const Frozen& energy_, bool with_graph_)
      : energy(energy_), with_graph(with_graph_) {}

  EnergyGradient at(const Tensor& x, int64_t k) const override {
    const torch::AutoGradMode on(true);
    const Tensor place = with_graph ? x : x.detach().requires_grad_(true);
    const Tensor u = energy.forward(place, k);
    const Tensor gradient =
        grad({u.sum()}, {place}, {}, /*retain_graph=*/with_graph, /*create_graph=*/with_graph)[0];
    return {u.detach(), gradient};
  }
  bool varies() const override { return energy.varies(); }
};

/// The rule with the same drift and bounds, and no noise.
std::shared_ptr<const StepRule> noiseless(const Choice& choice) {
  auto factors = step_rules().make(choice)->factors();
  if (!factors)
    throw UserError("chains of the rule '" + choice.name() +
                    "' are no function of their starts that has a gradient: it rejects, or has "
                    "moments; runs of scaled, free_noise, ascent, reference and textbook have one");
  factors->noise = 0;
  return linear_rule(*factors);
}

}  // namespace

UnrolledChain::UnrolledChain(const Energy& energy, const Choice& rule, int64_t steps)
    : energy_(energy.freeze(steps)), rule_(noiseless(rule)), steps_(steps) {}

Walk UnrolledChain::stepped(Walk walk, int64_t k, bool with_graph) const {
  const torch::AutoGradMode mode(with_graph);
  const Draws none({}, walk.x.size(0));
  rule_->step(walk, GraphedLocal(*energy_, with_graph), none, k);
  return walk;
}

Tensor UnrolledChain::ends(const Tensor& x) const {
  Walk walk{x.detach()};
  for (int64_t k = 0; k < steps_; ++k) walk = stepped(walk, k, false);
  return walk.x;
}

UnrolledChain::Misfit UnrolledChain::misfit(const Tensor& x, const Tensor& target) const {
  constexpr const char* kMomentum = "momentum";
  std::vector<Walk> before{Walk{x.detach()}};
  for (int64_t k = 0; k < steps_; ++k) before.push_back(stepped(before.back(), k, false));
  const Tensor away = before.back().x - target;
  Tensor by_x = 2 * away, by_momentum;
  for (int64_t k = steps_ - 1; k >= 0; --k) {
    Walk from = before[static_cast<size_t>(k)];
    from.x = from.x.detach().requires_grad_(true);
    std::vector<Tensor> inputs{from.x};
    if (const auto kept = from.kept.find(kMomentum); kept != from.kept.end()) {
      kept->second = kept->second.detach().requires_grad_(true);
      inputs.push_back(kept->second);
    }
    const Walk to = stepped(from, k, true);
    std::vector<Tensor> outputs{to.x}, weights{by_x};
    if (by_momentum.defined()) {
      outputs.push_back(to.kept.at(kMomentum));
      weights.push_back(by_momentum);
    }
    const auto found = grad(outputs, inputs, weights);
    by_x = found[0];
    by_momentum = inputs.size() > 1 ? found[1] : Tensor();
  }
  return {away.to(torch::kFloat64).square().flatten(1).sum(1), by_x.detach()};
}

}  // namespace coopbench

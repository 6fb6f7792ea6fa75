#include "ebm/last_step.h"

#include <torch/autograd.h>

#include "ebm/loss.h"
#include "ebm/walk.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Chains in a chunk.
constexpr int64_t chains_together = 32;

/// A rule from a later step on. Not linear any more for engines that know the first step only.
class LaterSteps : public StepRule {
 public:
  LaterSteps(std::shared_ptr<const StepRule> rule, int64_t first)
      : rule_(std::move(rule)), first_(first) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    return rule_->step(walk, local, draws, first_ + k);
  }
  std::vector<std::string> counts() const override { return rule_->counts(); }
  double energy_scale() const override { return rule_->energy_scale(); }

 private:
  std::shared_ptr<const StepRule> rule_;
  int64_t first_;
};

/// Ends of `steps` steps, and of one more from there.
Ends one_behind(Ends first, int64_t steps, Ends last) {
  const auto n = static_cast<double>(steps);
  last.r = (n * first.r + last.r) / (n + 1);
  last.gradients += first.gradients;
  last.before = first.chains.x;
  for (auto& [name, shares] : last.shares) {
    std::vector<double>& all = first.shares[name];
    all.insert(all.end(), shares.begin(), shares.end());
    shares = all;
  }
  return last;
}

/// U and grad U with the graph of the weights.
EnergyGradient with_graph(const Energy& energy, const Tensor& x) {
  const Tensor at = x.requires_grad() ? x : x.detach().requires_grad_(true);
  const Tensor u = energy.forward(at);
  return {u, torch::autograd::grad({u.sum()}, {at}, {}, true, true).front()};
}

/// Of the sum over the chains, divided by `all`.
std::vector<Tensor> chunk_gradient(const Energy& energy, const StepRule& rule, const Chains& before,
                                   int64_t last, const Stream& stream, int64_t all) {
  const torch::AutoGradMode graph(true);
  const EnergyGradientOf field = [&](const Tensor& x, int64_t) { return with_graph(energy, x); };
  const AnchoredLocal local(field, false, before, rule.energy_scale());
  Walk walk{before.x.detach()};
  rule.step(walk, local, Draws(stream, before.size()), last);
  const Tensor pull = local.at(walk.x.detach(), last).gradient.detach();
  const Tensor mean = (walk.x * pull).sum() / static_cast<double>(all);
  return torch::autograd::grad({mean}, energy.trained(), {}, {}, false, true);
}

}  // namespace

Sampler sampler_with_last_step(const SamplerConfig& config, std::shared_ptr<Workers> workers) {
  const std::shared_ptr<const StepRule> rule = step_rules().make(config.rule);
  if (rule->remembers())
    throw UserError("a step of " + config.rule.name() +
                    " follows from more than where the chains are, so the last one can't be taken "
                    "alone; rules that can: those without moments or momentum");
  const auto choice =
      std::make_shared<EngineChoice>(EngineContext{std::move(workers), config.precision});
  return [=, wanted = config.engine, steps = config.steps](const Energy& energy, ImageShape shape) {
    const auto frozen = energy.freeze(steps);
    const Steps last = choice->engine("chunked").prepare(
        frozen, std::make_shared<LaterSteps>(rule, steps - 1), 1, shape);
    Steps first;
    if (steps > 1)
      first = choice->engine(choice->pick(wanted, *frozen, *rule, shape).name)
                  .prepare(frozen, rule, steps - 1, shape);
    return Sampling{frozen, [=](const Chains& starts, const Stream& stream) {
                      const Ends most = first ? first(starts, stream) : Ends{.chains = starts};
                      return one_behind(most, steps - 1, last(most.chains, stream));
                    }};
  };
}

Sampler training_sampler(const SamplerConfig& config, const LossConfig& loss,
                         std::shared_ptr<Workers> workers) {
  return loss.kl_weight > 0 ? sampler_with_last_step(config, std::move(workers))
                            : make_sampler(config, std::move(workers));
}

LastStep::LastStep(const SamplerConfig& config, std::shared_ptr<Workers> workers)
    : rule_(step_rules().make(config.rule)),
      last_(config.steps - 1),
      workers_(std::move(workers)) {}

std::vector<Tensor> LastStep::operator()(const Energy& energy, const Ends& ends,
                                         const Stream& stream) const {
  const Chains before = ends.chains.at(ends.before.value());
  const int64_t all = before.size(), chunks = (all + chains_together - 1) / chains_together;
  std::vector<std::vector<Tensor>> parts(static_cast<size_t>(chunks));
  workers_->run(chunks, [&](int64_t i, int64_t rank) {
    const Span span(workers_->profile(), "energy/through the last step", rank);
    const int64_t first = i * chains_together, end = std::min(first + chains_together, all);
    parts[static_cast<size_t>(i)] =
        chunk_gradient(energy, *rule_, before.slice(first, end), last_, stream.after(first), all);
  });
  std::vector<Tensor> sum = parts.front();
  for (size_t i = 1; i < parts.size(); ++i) add(sum, 1, parts[i]);
  return sum;
}

}  // namespace coopbench

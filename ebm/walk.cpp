#include "ebm/walk.h"

namespace coopbench {
using torch::Tensor;

AnchoredLocal::AnchoredLocal(const EnergyGradientOf& field, bool varies, const Chains& chains,
                             double energy_scale)
    : field_(field), varies_(varies), anchor_(chains.anchor) {
  if (anchor_) anchor_->precision = anchor_->precision / energy_scale;
}

EnergyGradient AnchoredLocal::at(const Tensor& x, int64_t k) const {
  EnergyGradient field = field_(x, k);
  gradients_ += x.size(0);
  if (!anchor_) return field;
  const Tensor away = x - anchor_->at;
  return {field.energy + anchor_->precision * away.square().flatten(1).sum(1) / 2,
          field.gradient + anchor_->precision.reshape({-1, 1, 1, 1}) * away};
}

Walked walk(const EnergyGradientOf& field, bool varies, const StepRule& rule, int64_t steps,
            const Chains& starts, const Stream& stream) {
  const torch::NoGradGuard no_grad;
  const AnchoredLocal local(field, varies, starts, rule.energy_scale());
  const Draws draws(stream, starts.size());
  Walk now{starts.x.detach()};
  Walked walked{.x = {}, .drift = torch::zeros({starts.size()}, torch::kFloat64), .counts = {}};
  for (size_t i = 0; i < rule.counts().size(); ++i)
    walked.counts.push_back(torch::zeros({steps}, torch::kFloat64));
  for (int64_t k = 0; k < steps; ++k) {
    const StepInfo info = rule.step(now, local, draws, k);
    walked.drift += info.drift.flatten(1).norm(2, 1);
    for (size_t i = 0; i < walked.counts.size(); ++i)
      walked.counts[i][k] = info.counts.at(i).to(torch::kFloat64).sum();
  }
  walked.x = now.x;
  walked.gradients = local.gradients();
  return walked;
}

Ends ends_of(const std::vector<Walked>& walks, const StepRule& rule, int64_t steps,
             const Chains& starts) {
  const auto names = rule.counts();
  const auto all = static_cast<double>(std::max<int64_t>(1, steps * starts.size()));
  std::vector<Tensor> x, drifts;
  Ends ends;
  for (const Walked& walked : walks) {
    x.push_back(walked.x);
    drifts.push_back(walked.drift);
    ends.gradients += walked.gradients;
    for (size_t i = 0; i < names.size(); ++i) {
      auto& shares = ends.shares[names[i]];
      shares.resize(static_cast<size_t>(steps));
      for (size_t k = 0; k < shares.size(); ++k)
        shares[k] += walked.counts[i][static_cast<int64_t>(k)].item<double>();
    }
  }
  for (auto& [name, shares] : ends.shares)
    for (double& share : shares) share /= static_cast<double>(starts.size());
  ends.chains = starts.at(walks.empty() ? starts.x.detach() : torch::cat(x).contiguous());
  ends.r = walks.empty() ? 0 : torch::cat(drifts).sum().item<double>() / all;
  return ends;
}

}  // namespace coopbench

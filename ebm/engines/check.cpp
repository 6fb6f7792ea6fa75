#include <fmt/format.h>

#include "ebm/engine_choice.h"

namespace coopbench {
namespace {

/// A difference that rounding in K steps does not explain, as a share of max(1, |x|).
double tolerance(Precision precision) { return precision == Precision::float32 ? 1e-3 : 0.1; }

/// The number that differs most beyond the tolerance, as the flat index; -1 for none. NaN in one
/// and not in the other differs.
int64_t first_difference(const torch::Tensor& a, const torch::Tensor& b, double tolerance) {
  const torch::Tensor both_nan = a.isnan() & b.isnan();
  const torch::Tensor close = ((a - b).abs() <= tolerance * a.abs().clamp_min(1)) | (a == b);
  const torch::Tensor differs = (~(close | both_nan)).flatten().nonzero();
  return differs.size(0) == 0 ? -1 : differs[0].item<int64_t>();
}

/// Runs the engine that `auto` takes and `plain`, and throws at the first difference.
class Check : public Engine {
 public:
  explicit Check(const EngineContext& context)
      : precision_(context.precision),
        fast_(context),
        plain_(engines().make({{{"name", "plain"}}}, {context.workers, Precision::float32})) {}

  std::string lacks(const Frozen& energy, const StepRule& rule, ImageShape shape) const override {
    return fast_.pick("auto", energy, rule, shape).name == "plain" ? "has no engine beside plain"
                                                                   : "";
  }

  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape shape) const override {
    const std::string name = fast_.pick("auto", *energy, *rule, shape).name;
    const auto of = [=, this](int64_t k) {
      return std::pair{plain_->prepare(energy, rule, k, shape),
                       fast_.engine(name).prepare(energy, rule, k, shape)};
    };
    return [=, this, all = of(steps)](const Chains& starts, const Stream& stream) {
      const auto differs = [&](const Chains& a, const Chains& b) {
        return first_difference(a.x, b.x, tolerance(precision_));
      };
      Ends ends = all.second(starts, stream);
      if (differs(all.first(starts, stream).chains, ends.chains) < 0) return ends;
      // Runs of fewer steps are the beginnings of this one.
      for (int64_t k = 1; k <= steps; ++k) {
        const auto [slow, fast] = of(k);
        const Chains right = slow(starts, stream).chains, other = fast(starts, stream).chains;
        const int64_t at = differs(right, other);
        if (at < 0) continue;
        const int64_t numbers = starts.x.numel() / starts.size();
        throw Failure(fmt::format(
            "engine check: {} and plain differ at iteration {}, chain {}, step {}, number {}: {} "
            "and {}",
            name, stream.iteration, stream.first_chain + at / numbers, k - 1, at % numbers,
            other.x.flatten()[at].item<float>(), right.x.flatten()[at].item<float>()));
      }
      return ends;
    };
  }

 private:
  Precision precision_;
  EngineChoice fast_;
  std::unique_ptr<Engine> plain_;
};

std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return std::make_unique<Check>(context);
}

}  // namespace

Engines::Entry check() {
  return entry("check", "what auto takes beside plain; stops at the first difference", make);
}

}  // namespace coopbench

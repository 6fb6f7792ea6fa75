#pragma once

#include "ebm/replay_bank.h"

namespace coopbench {

/// Where ends go in a bank.
enum class BankOrder { row, fifo, reservoir };
constexpr auto enum_names(BankOrder) { return std::array{"row", "fifo", "reservoir"}; }

struct ReplayConfig : BankConfig {
  double fresh = 0.05;
  BankOrder order = BankOrder::row;
  int64_t reuses = 0, burn_in = 0;
  static auto fields() {
    return std::tuple_cat(
        BankConfig::fields(),
        std::tuple{
            field("fresh", &ReplayConfig::fresh, between(0, 1),
                  "probability that a chain starts at fresh uniform noise in [-1, 1]"),
            field("order", &ReplayConfig::order,
                  "where ends go: back to the row that was drawn, behind the last one while the "
                  "oldest falls out, or by reservoir sampling of all ends"),
            field("reuses", &ReplayConfig::reuses, at_least(0),
                  "times that a state is taken on again before it gives way to fresh noise at its "
                  "next draw; 0: without bound"),
            field("burn_in", &ReplayConfig::burn_in, at_least(0),
                  "rounds of K steps before evaluations start at a state, as far as there are such "
                  "states; 0: they start as training does"),
        });
  }
};

/// A replay bank whose chains start at fresh noise with a small probability (Grathwohl et al. 2020,
/// "Your Classifier Is Secretly an Energy Based Model and You Should Treat It Like One", rows; Du
/// and Mordatch 2019, "Implicit Generation and Modeling with Energy-Based Models", first in, first
/// out; Du et al. 2021, "Improved Contrastive Divergence Training of Energy-Based Models", by
/// reservoir sampling). The bank begins as uniform noise, which is never empty; the first ends take
/// its rows in their order where ends do not return to theirs. Noise of `noise_scale` is added to
/// states of the bank, not to fresh noise.
class ReplayStart : public ChainStart {
 public:
  /// Throws UserError for settings with which no state gets old enough for `burn_in`.
  ReplayStart(const ReplayConfig& config, ImageShape shape, uint64_t seed);

  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override;
  Chains draw_eval(int64_t n, const Stream& stream) const override;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override;

  Memory memory() const override { return bank_.memory(); }
  Archive save() const override;
  void load(const Archive& archive) override;

 private:
  torch::Tensor burned_in(int64_t n, const Stream& stream) const;
  int64_t row_of_end(int64_t drawn, const Stream& stream) const;

  ReplayConfig config_;
  int64_t most_;  // age of a state that is still taken
  ReplayBank bank_;
  int64_t ends_ = 0;  // that ever came
};

}  // namespace coopbench

#pragma once

#include "ebm/chain_start.h"

namespace coopbench {

struct BankConfig {
  int64_t size = 10000;
  static auto fields() {
    return std::tuple{field("size", &BankConfig::size, between(1, 1e8),
                            "chains in the replay bank; at first uniform noise in [-1, 1]")};
  }
};

/// Persistent: chains start at rows of a replay bank, drawn without replacement, and their ends
/// return to those rows (Tieleman 2008, "Training Restricted Boltzmann Machines using
/// Approximations to the Likelihood Gradient").
class ReplayBank : public ChainStart {
 public:
  /// [size, C, H, W]
  explicit ReplayBank(torch::Tensor images);
  ReplayBank(const BankConfig& config, ImageShape shape, uint64_t seed);

  Chains draw_eval(int64_t n, const Stream& stream) const override;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override;

  /// Only rows that chains came back to; the others follow from the seed.
  Archive save() const override;
  void load(const Archive& archive) override;

  /// Puts images [n, C, H, W] into rows int64 [n], which are each a round older then.
  void write(const torch::Tensor& rows, const torch::Tensor& images);
  Memory memory() const override { return {images_, visits_}; }

  const torch::Tensor& images() const { return images_; }

 private:
  torch::Tensor images_, visits_;  // visits int64 [size]: how often chains came back to a row
};

}  // namespace coopbench

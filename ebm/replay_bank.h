#pragma once

#include "ebm/chain_start.h"

namespace coopbench {

struct BankConfig {
  int64_t size = 10000;
  double noise_scale = 0;
  static auto fields() {
    return std::tuple{
        field("size", &BankConfig::size, between(1, 1e8),
              "chains in the replay bank; at first uniform noise in [-1, 1]"),
        field("noise_scale", &BankConfig::noise_scale, at_least(0),
              "standard deviation of noise added to states of the bank at each start"),
    };
  }
};

/// Persistent: chains start at rows of a replay bank, drawn without replacement, and their ends
/// return to those rows (Tieleman 2008, "Training Restricted Boltzmann Machines using
/// Approximations to the Likelihood Gradient"). Noise is added to what is drawn, not to the rows
/// (Perkins 2021, thesis "Energy models").
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

  /// n different rows by chance, int64 [n]. Throws UserError for more than there are.
  torch::Tensor rows(int64_t n, const Stream& stream) const;
  /// What stands in rows int64 [n], with the noise of a start: chains with their rows and ages.
  Chains states(const torch::Tensor& rows, const Stream& stream) const;

  /// Puts images [n, C, H, W] into rows int64 [n], which are each a round older then.
  void write(const torch::Tensor& rows, const torch::Tensor& images);
  /// The same with states of these ages, int64 [n], above 0.
  void write(const torch::Tensor& rows, const torch::Tensor& images, const torch::Tensor& ages);
  Memory memory() const override { return {images_, visits_}; }

  int64_t size() const { return images_.size(0); }
  const torch::Tensor& images() const { return images_; }
  const torch::Tensor& ages() const { return visits_; }

 private:
  torch::Tensor images_, visits_;  // visits int64 [size]: how often chains came back to a row
  double noise_scale_ = 0;
};

}  // namespace coopbench

#pragma once

#include "coopnets/generator_start.h"
#include "ebm/replay_bank.h"

namespace coopbench {

struct CoopPersistentConfig : GeneratorStartConfig {
  int64_t size = 10000;
  double refill = 0.5;
  int64_t uses = 2;
  static auto fields() {
    return std::tuple_cat(
        GeneratorStartConfig::fields(),
        std::tuple{
            field("size", &CoopPersistentConfig::size, between(1, 1e8),
                  "pairs of latents and image in the bank; each comes from the generator when it "
                  "is drawn first"),
            field("refill", &CoopPersistentConfig::refill, between(0, 1),
                  "probability that a chain starts at a new pair of the generator"),
            field("uses", &CoopPersistentConfig::uses, at_least(0),
                  "rounds of K steps; a pair with more behind it gives way to a new one of the "
                  "generator when it is drawn"),
        });
  }
};

/// CoopNets with a bank: chains start at images of pairs (z, x), new ones being (z, G(z)). Ends
/// return to their pairs and teach the generator to make them from these z (Hill et al. 2022, "EBM
/// Life Cycle: MCMC Strategies for Synthesis, Defense, and Density Modeling", `coop_persistent` of
/// the published code, which fills the bank before training).
class CoopPersistentStart : public ChainStart {
 public:
  CoopPersistentStart(const CoopPersistentConfig& config, ImageShape shape, uint64_t seed);

  Chains draw_eval(int64_t n, const Stream& stream) const override;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override;

  /// States of age 0 are noise, at which no chain starts.
  Memory memory() const override { return bank_.memory(); }
  /// The latents of the bank's rows; of those of age 0 zeros.
  const torch::Tensor& latents() const { return latents_; }
  const Generator& generator() const { return generator_.generator(); }

  Archive save() const override;
  void load(const Archive& archive) override;
  Layers layers() const override { return generator_.layers(); }

 private:
  double refill_;
  int64_t uses_;
  GeneratorStart generator_;
  ReplayBank bank_;
  torch::Tensor latents_;  // [size, latent]
};

}  // namespace coopbench

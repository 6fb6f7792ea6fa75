#pragma once

#include "ebm/chain_start.h"
#include "generators/latent_inference.h"
#include "networks/optimizer.h"

namespace coopbench {

/// How a loss is taken over chains.
enum class Reduction { mean, sum };
constexpr auto enum_names(Reduction) { return std::array{"mean", "sum"}; }

struct GeneratorStartConfig {
  Choice net;
  Choice optimizer;
  double sigma = 0.3;
  Reduction reduction = Reduction::mean;
  InferenceConfig inference = {};
  std::string weights = {};
  static auto fields() {
    return std::tuple{
        required(
            field("net", &GeneratorStartConfig::net, generator_nets().choice(), "generator net")),
        required(field("optimizer", &GeneratorStartConfig::optimizer, optimizers().choice(),
                       "of the generator's weights")),
        field("sigma", &GeneratorStartConfig::sigma, above(0),
              "standard deviation of images around G(z)"),
        field("reduction", &GeneratorStartConfig::reduction, "over chains, in the teaching loss"),
        field("inference", &GeneratorStartConfig::inference, anything(),
              "latent Langevin before teaching"),
        field("weights", &GeneratorStartConfig::weights, anything(),
              "file that the generator begins with: .safetensors, a state dict of PyTorch, or a "
              "checkpoint.npz; empty: weights that follow from the seed"),
    };
  }
};

/// CoopNets: chains start at G(z) and the generator learns from where they end, MCMC teaching
/// (Xie et al. 2018, "Cooperative Training of Descriptor and Generator Networks", algorithm 1).
/// Latent inference reads no energy, so its place behind the energy update is the published order.
class GeneratorStart : public ChainStart {
 public:
  GeneratorStart(const GeneratorStartConfig& config, ImageShape shape, uint64_t seed);

  Chains draw_eval(int64_t n, const Stream& stream) const override;

  /// Loss: |x - G(z)|^2 / (2 sigma^2), summed over pixels, mean (or sum) over chains.
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override;

  Archive save() const override;
  void load(const Archive& archive) override;
  Layers layers() const override { return generator_.network().layers(); }

  const Generator& generator() const { return generator_; }

 private:
  GeneratorStartConfig config_;
  Generator generator_;
  std::unique_ptr<Optimizer> optimizer_;
};

/// The starts of this room.
ChainStarts cooperative_starts();

}  // namespace coopbench

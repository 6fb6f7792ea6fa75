#include "ebm/energy.h"

namespace coopbench {
namespace {

enum class Norm { none, group };
constexpr auto enum_names(Norm) { return std::array{"none", "group"}; }

struct Config {
  int64_t n_f = 64;
  bool spectral_norm = false, weight_standardisation = true, residual = false;
  Norm norm = Norm::group;
  static auto fields() {
    return std::tuple{
        field("n_f", &Config::n_f, between(1, 1024),
              "channels of the first blocks; the last has 8 times as many"),
        field("spectral_norm", &Config::spectral_norm, anything(),
              "divide the two weights at the head of each block by their largest singular value, "
              "one power iteration a step (Miyato et al. 2018)"),
        field(
            "weight_standardisation", &Config::weight_standardisation, anything(),
            "these two weights less their mean and divided by their standard deviation, an output "
            "at a time, as published; spectral_norm takes its place"),
        field("norm", &Config::norm,
              "behind these two: none, or group: instance norm up to 128 channels, 32 groups "
              "above"),
        field(
            "residual", &Config::residual, anything(),
            "add the input of these two back, as the code since September 2021 (487b4b0), not the "
            "one of the paper")};
  }
};

Conv conv3(int64_t in, int64_t out) { return {in, out, 3, 1, 1, 1}; }

/// Two convolutions that keep the channels.
void add_head(Layers& layers, const Config& config, int64_t n) {
  Residual block{.branch = {}, .spectral_norm = config.spectral_norm};
  for (int i = 0; i < 2; ++i) {
    if (config.weight_standardisation && !config.spectral_norm)
      block.branch.emplace_back(StandardisedConv{conv3(n, n)});
    else
      block.branch.emplace_back(conv3(n, n));
    if (config.norm == Norm::group) block.branch.emplace_back(GroupNorm{n, n <= 128 ? n : 32});
    block.branch.emplace_back(Swish{});
  }
  if (config.residual) {
    layers.emplace_back(std::move(block));
    return;
  }
  for (const Residual::Inner& inner : block.branch)
    std::visit([&](const auto& layer) { layers.emplace_back(layer); }, inner);
  if (config.spectral_norm)
    for (size_t i = layers.size() - block.branch.size(); i < layers.size(); ++i)
      layers[i] = with_spectral_norm({layers[i]}).front();
}

/// Such a block, and a halving.
void add_halving(Layers& layers, const Config& config, int64_t n, int64_t m) {
  add_head(layers, config, n);
  layers.emplace_back(conv3(n, m));
  layers.emplace_back(AveragePool{3, 2, 1});
  layers.emplace_back(Swish{});
}

/// The CIFAR-10 net of Du et al. 2021, "Improved Contrastive Divergence Training of Energy-Based
/// Models" (yilundu/improved_contrastive_divergence, models.py, ResNetModel), unconditional and of
/// one scale: a 3x3 convolution and eight blocks, each second of which halves the side by average
/// pooling, then the mean over positions. Swish everywhere, at the end twice as in the code.
EnergySpec make(const Config& config, ImageShape shape) {
  need_side("improved_cd", shape, {16, 28, 32, 64});
  const int64_t f = config.n_f;
  for (const int64_t n : {f, 2 * f, 4 * f})
    if (config.norm == Norm::group && n > 128 && n % 32 != 0)
      throw UserError("improved_cd: n_f must be a multiple of 32 for group norms of 32 groups");
  Layers layers{conv3(shape.channels, f), Swish{}};
  add_head(layers, config, f);
  add_halving(layers, config, f, f);
  for (const int64_t n : {f, 2 * f, 4 * f}) {
    add_head(layers, config, n);
    add_halving(layers, config, n, 2 * n);
  }
  layers.emplace_back(Swish{});
  layers.emplace_back(AveragePool{shape_after(layers, shape).side, 1});
  layers.emplace_back(Linear{8 * f, 1});
  return {.layers = layers};
}

}  // namespace

EnergyNets::Entry improved_cd() {
  return entry("improved_cd",
               "blocks of convolutions with swish and average pooling, sides 16, 28, 32, 64 "
               "(improved contrastive divergence)",
               make);
}

}  // namespace coopbench

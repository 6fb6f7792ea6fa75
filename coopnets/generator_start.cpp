#include "coopnets/generator_start.h"

#include "exchange/weights.h"

namespace coopbench {

GeneratorStart::GeneratorStart(const GeneratorStartConfig& config, ImageShape shape, uint64_t seed)
    : config_(config),
      generator_(generator_nets().make(config.net, shape), seed),
      optimizer_(optimizers().make(config.optimizer, generator_.network().trained())) {
  if (config.weights.empty()) return;
  Network& network = generator_.network();
  try {
    network.restore(weights_for(network, read_weights(config.weights, SavedNet::generator)));
  } catch (const UserError& error) {
    throw UserError(std::string("weights: ") + error.what());
  }
}

Chains GeneratorStart::draw_eval(int64_t n, const Stream& stream) const {
  const torch::NoGradGuard no_grad;
  const torch::Tensor z = generator_.latents(stream, n);
  return {.x = generator_.sample(z), .latents = z};
}

std::optional<Teaching> GeneratorStart::absorb(const Chains& starts, const Chains& ends,
                                               const Stream& stream) {
  const torch::Tensor z =
      infer_latent(generator_, *starts.latents, ends.x, config_.inference, config_.sigma, stream);
  const torch::Tensor misfit = (ends.x - generator_.teach(z)).square().flatten(1).sum(1) /
                               (2 * config_.sigma * config_.sigma);
  const double loss =
      optimizer_->descend(config_.reduction == Reduction::sum ? misfit.sum() : misfit.mean());
  return Teaching{.loss = loss, .gradients = config_.inference.steps * z.size(0)};
}

Archive GeneratorStart::save() const {
  Archive archive;
  archive.put_all("generator", generator_.network().archive());
  archive.put_all("optimizer", optimizer_->save());
  return archive;
}

void GeneratorStart::load(const Archive& archive) {
  generator_.network().restore(archive.folder("generator"));
  optimizer_->load(archive.folder("optimizer"));
}

namespace {

std::unique_ptr<ChainStart> generator(const GeneratorStartConfig& config,
                                      const StartContext& context) {
  return std::make_unique<GeneratorStart>(config, context.shape, context.seed);
}

}  // namespace

ChainStarts::Entry generator_start() {
  return entry("generator", "CoopNets: from G(z), ends teach the generator", generator);
}

}  // namespace coopbench

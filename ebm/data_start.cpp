#include "ebm/chain_start.h"
#include "ebm/data_rows.h"

namespace coopbench {
namespace {

struct Config {
  double noise_scale = 0;
  static auto fields() {
    return std::tuple{field("noise_scale", &Config::noise_scale, at_least(0),
                            "standard deviation of noise added to the images")};
  }
};

/// Chains start at data and their ends are dropped: in training at images of the positive batch,
/// without its noise (contrastive divergence: Hinton 2002, "Training Products of Experts by
/// Minimizing Contrastive Divergence"), in evaluations at training images of their own.
class DataStart : public ChainStart {
 public:
  DataStart(const Config& config, const StartContext& context)
      : noise_scale_(config.noise_scale), train_(context.train) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override {
    const Chains images = training_images(train_, n, stream);
    return images.at(noised(images.x, stream));
  }

  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    return {noised(first_images(batch.clean, n), stream)};
  }

 private:
  torch::Tensor noised(const torch::Tensor& x, const Stream& stream) const {
    return perturb(x, noise_scale_, stream.with(Use::noise));
  }

  double noise_scale_;
  Images train_;
};

std::unique_ptr<ChainStart> make(const Config& config, const StartContext& context) {
  return std::make_unique<DataStart>(config, context);
}

}  // namespace

ChainStarts::Entry data_start() {
  return entry("data", "contrastive divergence: from the positive batch, ends dropped", make);
}

}  // namespace coopbench

#include <fmt/format.h>

#include "ebm/data_rows.h"
#include "ebm/refill.h"
#include "ebm/replay_bank.h"

namespace coopbench {
namespace {

using torch::Tensor;

struct Config {
  int64_t size = 10000;
  double refill = 0.025;
  static auto fields() {
    return std::tuple{
        field("size", &Config::size, between(1, 1e8),
              "chains in the bank; at first training images, each another one"),
        field("refill", &Config::refill, between(0, 1),
              "probability that a chain starts at a training image in place of its row's state"),
    };
  }
};

/// What the bank holds at first, [size, C, H, W]; nothing where there are no data, as when a config
/// is only described. Throws UserError for more than there are training images.
Tensor first_states(const Config& config, const StartContext& context) {
  const ImageShape shape = context.shape;
  const int64_t images = context.train.size();
  if (images == 0) return torch::empty({0, shape.channels, shape.side, shape.side});
  if (config.size > images)
    throw UserError(fmt::format(
        "a bank of size {} can't begin at different images of {} that train; lower its size",
        config.size, images));
  const Stream stream{.seed = context.seed, .purpose = Purpose::bank};
  return training_images(context.train, config.size, stream.with(Use::fresh)).x;
}

/// Chains start at rows of a bank that begins as training images; some start at a training image
/// again, by chance; ends return to their rows (Hill et al. 2022, "EBM Life Cycle: MCMC Strategies
/// for Synthesis, Defense, and Density Modeling", `data_persistent` of the published code).
class DataPersistentStart : public ChainStart {
 public:
  DataPersistentStart(const Config& config, const StartContext& context)
      : refill_{.share = config.refill},
        train_(context.train),
        bank_(first_states(config, context)) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override {
    const Chains chains = bank_.states(bank_.rows(n, stream), stream);
    return begun_anew(chains, fresh_ones(chains, refill_, stream),
                      training_images(train_, n, stream.with(Use::fresh)));
  }

  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends, const Stream&) override {
    bank_.write(*starts.rows, ends.x, *starts.ages + 1);
    return std::nullopt;
  }

  Memory memory() const override { return bank_.memory(); }
  Archive save() const override { return bank_.save(); }
  void load(const Archive& archive) override { bank_.load(archive); }

 private:
  Refill refill_;
  Images train_;
  ReplayBank bank_;
};

std::unique_ptr<ChainStart> make(const Config& config, const StartContext& context) {
  return std::make_unique<DataPersistentStart>(config, context);
}

}  // namespace

ChainStarts::Entry data_persistent_start() {
  return entry("data_persistent",
               "EBM Life Cycle: from a bank that data refill, ends return to their rows", make);
}

}  // namespace coopbench

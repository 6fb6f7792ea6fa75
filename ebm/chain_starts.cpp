#include "ebm/noise_start.h"
#include "ebm/replay_bank.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> noise(const NoSettings&, ImageShape shape, uint64_t) {
  return std::make_unique<NoiseStart>(shape);
}

std::unique_ptr<ChainStart> bank(const BankConfig& config, ImageShape shape, uint64_t seed) {
  return std::make_unique<ReplayBank>(config, shape, seed);
}

}  // namespace

ChainStarts noise_and_bank_starts() {
  return {
      "chain start",
      {
          entry("noise", "short-run: from uniform noise, ends dropped", noise),
          entry("bank", "persistent: from rows of a replay bank, ends return to their rows", bank),
      }};
}

}  // namespace coopbench

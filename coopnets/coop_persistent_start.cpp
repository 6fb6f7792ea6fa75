#include "coopnets/coop_persistent_start.h"

#include "ebm/refill.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> make(const CoopPersistentConfig& config, const StartContext& context) {
  return std::make_unique<CoopPersistentStart>(config, context.shape, context.seed);
}

}  // namespace

CoopPersistentStart::CoopPersistentStart(const CoopPersistentConfig& config, ImageShape shape,
                                         uint64_t seed)
    : refill_(config.refill),
      uses_(config.uses),
      generator_(config, shape, seed),
      bank_({.size = config.size}, shape, seed),
      latents_(torch::zeros({config.size, generator_.generator().latent()})) {}

Chains CoopPersistentStart::draw_eval(int64_t n, const Stream& stream) const {
  Chains chains = bank_.states(bank_.rows(n, stream), stream);
  chains.latents = latents_.index_select(0, *chains.rows);
  const torch::Tensor fresh = fresh_ones(chains, {refill_, uses_}, stream);
  return begun_anew(chains, fresh.logical_or(chains.ages->eq(0)),
                    generator_.draw_eval(n, stream.with(Use::fresh)));
}

std::optional<Teaching> CoopPersistentStart::absorb(const Chains& starts, const Chains& ends,
                                                    const Stream& stream) {
  bank_.write(*starts.rows, ends.x, *starts.ages + 1);
  latents_.index_copy_(0, *starts.rows, *starts.latents);
  return generator_.absorb(starts, ends, stream);
}

Archive CoopPersistentStart::save() const {
  Archive archive = generator_.save();
  const Archive bank = bank_.save();
  archive.put("bank/latents", latents_.index_select(0, bank.at("rows")));
  archive.put_all("bank", bank);
  return archive;
}

void CoopPersistentStart::load(const Archive& archive) {
  const Archive bank = archive.folder("bank");
  bank_.load(bank);
  latents_.index_copy_(0, bank.at("rows"), bank.at("latents"));
  generator_.load(archive);
}

ChainStarts::Entry coop_persistent_start() {
  return entry(
      "coop_persistent",
      "EBM Life Cycle: from a bank of pairs (z, x) that G refills, ends return and teach G", make);
}

}  // namespace coopbench

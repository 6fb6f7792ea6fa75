#include "ebm/replay_bank.h"

#include <fmt/format.h>

#include "ebm/noise_start.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> make(const BankConfig& config, const StartContext& context) {
  return std::make_unique<ReplayBank>(config, context.shape, context.seed);
}

}  // namespace

ReplayBank::ReplayBank(torch::Tensor images)
    : images_(std::move(images)), visits_(torch::zeros({images_.size(0)}, torch::kInt64)) {}

ReplayBank::ReplayBank(const BankConfig& config, ImageShape shape, uint64_t seed)
    : ReplayBank(noise_images({.seed = seed, .purpose = Purpose::bank}, config.size, shape)) {
  noise_scale_ = config.noise_scale;
}

torch::Tensor ReplayBank::rows(int64_t n, const Stream& stream) const {
  if (n > images_.size(0))
    throw UserError(
        fmt::format("a replay bank of size {} can't give {} different chains; raise its size",
                    images_.size(0), n));
  return distinct(stream, images_.size(0), n);
}

Chains ReplayBank::states(const torch::Tensor& rows, const Stream& stream) const {
  return {.x = perturb(images_.index_select(0, rows), noise_scale_, stream.with(Use::noise)),
          .rows = rows,
          .ages = visits_.index_select(0, rows)};
}

Chains ReplayBank::draw_eval(int64_t n, const Stream& stream) const {
  return states(rows(n, stream), stream);
}

std::optional<Teaching> ReplayBank::absorb(const Chains& starts, const Chains& ends,
                                           const Stream&) {
  write(*starts.rows, ends.x);
  return std::nullopt;
}

void ReplayBank::write(const torch::Tensor& rows, const torch::Tensor& images) {
  write(rows, images, visits_.index_select(0, rows) + 1);
}

void ReplayBank::write(const torch::Tensor& rows, const torch::Tensor& images,
                       const torch::Tensor& ages) {
  images_.index_copy_(0, rows, images);
  visits_.index_copy_(0, rows, ages);
}

Archive ReplayBank::save() const {
  const torch::Tensor rows = visits_.nonzero().flatten();
  Archive archive;
  archive.put("rows", rows);
  archive.put("images", images_.index_select(0, rows));
  archive.put("visits", visits_.index_select(0, rows));
  return archive;
}

void ReplayBank::load(const Archive& archive) {
  const torch::Tensor& rows = archive.at("rows");
  if (rows.numel() > 0 && rows.max().item<int64_t>() >= images_.size(0))
    throw Failure(
        "the checkpoint's replay bank is larger than this one; it belongs to other settings");
  images_.index_copy_(0, rows, archive.at("images"));
  // Checkpoints of before visits were counted hold none.
  visits_.index_copy_(0, rows,
                      archive.has("visits") ? archive.at("visits") : torch::ones_like(rows));
}

ChainStarts::Entry bank_start() {
  return entry("bank", "persistent: from rows of a replay bank, ends return to their rows", make);
}

}  // namespace coopbench

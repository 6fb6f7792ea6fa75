#include "ebm/replay_start.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "ebm/noise_start.h"
#include "ebm/refill.h"

namespace coopbench {
namespace {

using torch::Tensor;

std::unique_ptr<ChainStart> make(const ReplayConfig& config, const StartContext& context) {
  return std::make_unique<ReplayStart>(config, context.shape, context.seed);
}

void need_ages_that_come(const ReplayConfig& config) {
  if (config.reuses > 0 && config.burn_in > config.reuses)
    throw UserError(
        fmt::format("burn_in {} is above reuses {}: a state gives way before it is so old",
                    config.burn_in, config.reuses));
  if (config.fresh == 1 && config.burn_in > 1)
    throw UserError(
        fmt::format("with fresh 1 no state is taken on twice, so that none gets a "
                    "burn_in of {}",
                    config.burn_in));
}

/// Of rows that are marked, bool [size], int64 [m].
Tensor marked(const Tensor& mask) { return mask.nonzero().flatten(); }

/// `count` of these by chance.
Tensor some_of(const Tensor& rows, int64_t count, const Stream& stream) {
  return rows.index_select(0, distinct(stream, rows.size(0), count));
}

}  // namespace

ReplayStart::ReplayStart(const ReplayConfig& config, ImageShape shape, uint64_t seed)
    : config_(config),
      most_(config.reuses == 0 ? Refill{}.most : config.reuses),
      bank_(config, shape, seed) {
  need_ages_that_come(config);
}

Chains ReplayStart::draw(int64_t n, const Batch&, const Stream& stream) const {
  const Chains chains = bank_.states(bank_.rows(n, stream), stream);
  return begun_anew(chains, fresh_ones(chains, {config_.fresh, most_}, stream),
                    {noise_images(stream.with(Use::fresh), n, shape_of(bank_.images()))});
}

Chains ReplayStart::draw_eval(int64_t n, const Stream& stream) const {
  if (config_.burn_in == 0) return draw(n, {}, stream);
  return bank_.states(burned_in(n, stream), stream);
}

Tensor ReplayStart::burned_in(int64_t n, const Stream& stream) const {
  if (n > bank_.size()) return bank_.rows(n, stream);  // says why not
  const Tensor old = bank_.ages().ge(config_.burn_in).logical_and(bank_.ages().le(most_)),
               ready = marked(old), others = marked(old.logical_not());
  const int64_t first = std::min(n, ready.size(0));
  return torch::cat(
      {some_of(ready, first, stream), some_of(others, n - first, stream.after(first))});
}

/// The row that the next end takes, of a chain that drew this one; none of the bank for an end that
/// is dropped. Of m ends a reservoir keeps each with probability size / m (Vitter 1985, "Random
/// Sampling with a Reservoir", algorithm R).
int64_t ReplayStart::row_of_end(int64_t drawn, const Stream& stream) const {
  if (config_.order == BankOrder::row) return drawn;
  if (config_.order == BankOrder::fifo || ends_ < bank_.size()) return ends_ % bank_.size();
  return distinct(stream, ends_ + 1, 1).item<int64_t>();
}

std::optional<Teaching> ReplayStart::absorb(const Chains& starts, const Chains& ends,
                                            const Stream& stream) {
  std::map<int64_t, int64_t> end_of;  // of a row: two ends may fall into one
  for (int64_t i = 0; i < ends.size(); ++i, ++ends_) {
    const int64_t row = row_of_end((*starts.rows)[i].item<int64_t>(), stream.after(i));
    if (row < bank_.size()) end_of[row] = i;
  }
  std::vector<int64_t> rows, places;
  for (const auto& [row, end] : end_of) {
    rows.push_back(row);
    places.push_back(end);
  }
  const Tensor kept = torch::tensor(places, torch::kInt64);
  bank_.write(torch::tensor(rows, torch::kInt64), ends.x.index_select(0, kept),
              starts.ages->index_select(0, kept) + 1);
  return std::nullopt;
}

Archive ReplayStart::save() const {
  Archive archive = bank_.save();
  archive.put_number("ends", ends_);
  return archive;
}

void ReplayStart::load(const Archive& archive) {
  bank_.load(archive);
  ends_ = archive.number_at("ends");
}

ChainStarts::Entry replay_start() {
  return entry("replay", "JEM, IGEBM, improved CD: from a replay bank, some from fresh noise",
               make);
}

}  // namespace coopbench

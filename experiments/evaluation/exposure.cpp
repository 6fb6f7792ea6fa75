#include "experiments/evaluation/exposure.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kFewest = 20;

/// For each image that could be drawn, whether it was.
Tensor drawn_ones(const EndedRun& run) {
  const Images& images = run.parts.train.images;
  Tensor drawn = torch::zeros({images.size()}, torch::kBool);
  for (int64_t i = 0; i < run.iterations; ++i) {
    const Batches batches{images, run.config.training.batch, 0,
                          run.parts.state.rewinds.seed_at(run.seed, i)};
    drawn.index_fill_(0, batches.rows_at(i), true);
    if (i % 1000 == 999 && drawn.all().item<bool>()) break;
  }
  return drawn;
}

/// At most as many of these rows as are measured, by chance.
Tensor some(const EndedRun& run, const Tensor& rows, int64_t which) {
  const int64_t count = std::min(rows.size(0), run.config.evaluation.samples);
  const Tensor chosen = distinct(
      {.seed = run.seed, .purpose = Purpose::reserved, .iteration = which, .use = Use::noise},
      rows.size(0), count);
  return run.parts.data.train.rows(rows.index_select(0, chosen));
}

}  // namespace

std::optional<Exposure> exposure(const EndedRun& run) {
  const Drawable& train = run.parts.train;
  const Tensor drawn = drawn_ones(run);
  const auto rows = [&](const Tensor& which) {
    return train.rows.index_select(0, which.nonzero().flatten());
  };
  const Tensor never = torch::cat({rows(drawn.logical_not()), train.reserved});
  if (never.size(0) < kFewest) return {};
  return Exposure{some(run, rows(drawn), 0), some(run, never, 1)};
}

}  // namespace coopbench

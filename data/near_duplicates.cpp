#include "data/near_duplicates.h"

#include <torch/types.h>

#include <optional>

namespace coopbench {
namespace {

using torch::Tensor;

/// Means over at most 8 x 8 fields of each channel, times their size, so that squared distances are
/// no larger than those of the images. [n,C,S,S] to [n,C*8*8].
Tensor fields(const Images& images) {
  constexpr int64_t chunk = 2048;
  const ImageShape shape = images.shape();
  const int64_t field = (shape.side + 7) / 8, across = shape.side / field;
  std::vector<Tensor> rows;
  for (int64_t first = 0; first < images.size(); first += chunk) {
    const int64_t used = across * field;  // what is left over at the edge is not looked at
    const Tensor part = images.slice(first, first + chunk).slice(2, 0, used).slice(3, 0, used);
    rows.push_back(at::avg_pool2d(part, {field, field}).flatten(1) * static_cast<double>(field));
  }
  return torch::cat(rows);
}

/// The first of those rows that is alike.
std::optional<int64_t> first_alike(const Tensor& image, const Images& others, const Tensor& rows,
                                   double most) {
  constexpr int64_t chunk = 64;
  for (int64_t first = 0; first < rows.size(0); first += chunk) {
    const Tensor some = rows.slice(0, first, first + chunk), images = others.rows(some);
    const Tensor found = (images - image).square().flatten(1).sum(1).le(most).nonzero();
    if (found.numel() > 0) return some[found[0][0].item<int64_t>()].item<int64_t>();
  }
  return {};
}

}  // namespace

std::vector<Alike> near_duplicates(const Images& some, const Images& others) {
  constexpr int64_t chunk = 256;
  const double most = kAlike * kAlike * static_cast<double>(some.shape().numbers());
  const Tensor mine = fields(some), theirs = fields(others).t().contiguous(),
               squares = theirs.square().sum(0, true);
  std::vector<Alike> found;
  for (int64_t first = 0; first < some.size(); first += chunk) {
    const Tensor part = mine.slice(0, first, first + chunk);
    // A little more than `most`: float32 rounds the difference of large numbers.
    const Tensor squared = part.square().sum(1, true) + squares - 2 * part.matmul(theirs),
                 candidates = squared.le(1.01 * most + 1e-5 * squares.max().item<double>());
    for (int64_t i = 0; i < part.size(0); ++i) {
      const Tensor rows = candidates[i].nonzero().squeeze(1);
      if (rows.size(0) == 0) continue;
      if (const auto other = first_alike(some.slice(first + i, first + i + 1), others, rows, most))
        found.push_back({first + i, *other});
    }
  }
  return found;
}

}  // namespace coopbench

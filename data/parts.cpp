#include "data/parts.h"

#include <fmt/format.h>
#include <torch/types.h>
#include <xxhash.h>

#include <string_view>
#include <unordered_set>

#include "core/errors.h"

namespace coopbench {
namespace {

std::vector<std::string_view> row_bytes(const torch::Tensor& images) {
  std::vector<std::string_view> rows;
  if (images.size(0) == 0) return rows;
  const size_t width = images.nbytes() / static_cast<size_t>(images.size(0));
  const char* bytes = static_cast<const char*>(images.data_ptr());
  for (int64_t i = 0; i < images.size(0); ++i, bytes += width) rows.emplace_back(bytes, width);
  return rows;
}

struct XxHash {
  size_t operator()(std::string_view bytes) const {
    return XXH3_64bits(bytes.data(), bytes.size());
  }
};
/// Bytes seen so far; points into the tensors they come from.
using Seen = std::unordered_set<std::string_view, XxHash>;

/// The rows that were not seen in another part; `seen` gains all of them.
torch::Tensor unseen(const torch::Tensor& images, Seen& seen) {
  std::vector<int64_t> kept;
  const auto rows = row_bytes(images);
  for (size_t i = 0; i < rows.size(); ++i)
    if (!seen.contains(rows[i])) kept.push_back(static_cast<int64_t>(i));
  seen.insert(rows.begin(), rows.end());
  if (kept.size() == rows.size()) return images;
  return images.index_select(0, torch::tensor(kept, torch::kInt64));
}

}  // namespace

Parts split_rows(const torch::Tensor& images, int64_t train, int64_t validation, int64_t test,
                 const std::string& source) {
  const int64_t n = images.size(0);
  if (test > n || validation > n - test || train > n - test - validation)
    throw UserError(
        fmt::format("{}: holds {} images, fewer than train {} + validation {} + test {}", source, n,
                    train, validation, test));
  const int64_t end = train + validation;
  return {images.slice(0, 0, train), images.slice(0, train, end), images.slice(0, end, end + test)};
}

torch::Tensor with_labels(const torch::Tensor& images, const torch::Tensor& labels,
                          const std::vector<int64_t>& wanted) {
  if (wanted.empty()) return images;
  const torch::Tensor rows =
      torch::isin(labels.to(torch::kInt64), torch::tensor(wanted, torch::kInt64));
  return images.index_select(0, rows.nonzero().squeeze(1));
}

std::string separate(Parts& parts, const std::string& source) {
  const Parts whole{parts.train.contiguous(), parts.validation.contiguous(),
                    parts.test.contiguous()};
  Seen seen;
  parts.test = unseen(whole.test, seen);
  parts.validation = unseen(whole.validation, seen);
  parts.train = unseen(whole.train, seen);
  for (const auto& [name, part] :
       {std::pair{"train", parts.train}, {"validation", parts.validation}, {"test", parts.test}})
    if (part.size(0) == 0)
      throw UserError(fmt::format("{}: no image is left for the {} part", source, name));
  return fmt::format("dropped for being in another part: {} of train, {} of validation",
                     whole.train.size(0) - parts.train.size(0),
                     whole.validation.size(0) - parts.validation.size(0));
}

}  // namespace coopbench

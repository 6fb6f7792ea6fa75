#include "data/parts.h"

#include <fmt/format.h>
#include <torch/types.h>
#include <xxhash.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>
#include <unordered_set>

#include "core/errors.h"

namespace coopbench {
namespace {

/// The bytes of an image, which it points into, and their hash.
struct Key {
  std::string_view bytes;
  size_t hash;
  bool operator==(const Key& other) const { return bytes == other.bytes; }
};
struct HashOfKey {
  size_t operator()(const Key& key) const { return key.hash; }
};
/// Images seen so far.
using Seen = std::unordered_set<Key, HashOfKey>;

/// The rows that were not seen in another part; `seen` gains all of them.
Images unseen(const Images& images, Seen& seen) {
  std::vector<int64_t> rows;
  std::vector<Key> keys;
  keys.reserve(static_cast<size_t>(images.size()));
  for (int64_t i = 0; i < images.size(); ++i) {
    const std::string_view bytes = images.bytes(i);
    keys.push_back({bytes, XXH3_64bits(bytes.data(), bytes.size())});
    if (!seen.contains(keys.back())) rows.push_back(i);
  }
  seen.insert(keys.begin(), keys.end());
  if (static_cast<int64_t>(rows.size()) == images.size()) return images;
  return images.selected(torch::tensor(rows, torch::kInt64));
}

/// Throws UserError that says why a part has no image left.
void need_images(const char* name, const Images& part, const Images& given, int64_t of_all,
                 const std::string& source) {
  if (part.size() > 0) return;
  const std::string why =
      given.size() == 0
          ? fmt::format("none of the {} images is for it", of_all)
          : fmt::format("each image that is for it ({}) is in another part as well", given.size());
  throw UserError(fmt::format("{}: no image is left for the {} part: {}", source, name, why));
}

}  // namespace

Parts split_rows(const Images& images, int64_t train, int64_t validation, int64_t test,
                 const std::string& source) {
  const int64_t n = images.size();
  if (test > n || validation > n - test || train > n - test - validation)
    throw UserError(
        fmt::format("{}: holds {} images, fewer than train {} + validation {} + test {}", source, n,
                    train, validation, test));
  const int64_t end = train + validation;
  return {images.part(0, train), images.part(train, end), images.part(end, end + test)};
}

Images with_labels(const Images& images, const std::vector<int64_t>& wanted) {
  if (wanted.empty()) return images;
  const torch::Tensor labels = images.labels();
  if (!labels.defined()) throw std::invalid_argument("with_labels: the images have no labels");
  const torch::Tensor found = torch::isin(labels, torch::tensor(wanted, torch::kInt64));
  return images.selected(found.nonzero().squeeze(1));
}

Images mixed(const Images& images) {
  std::vector<int64_t> rows(static_cast<size_t>(images.size()));
  std::iota(rows.begin(), rows.end(), 0);
  const auto key = [](int64_t row) { return std::pair(XXH3_64bits(&row, sizeof row), row); };
  std::sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) { return key(a) < key(b); });
  return images.selected(torch::tensor(rows, torch::kInt64));
}

std::vector<int64_t> labels_not_among_first(const Images& images, int64_t count) {
  const torch::Tensor labels = images.labels();
  if (!labels.defined()) return {};
  constexpr int64_t enough = 20;  // by chance none is there once in 10^8 times
  std::map<int64_t, int64_t> of_all;
  std::set<int64_t> among;
  for (int64_t i = 0; i < labels.size(0); ++i) {
    const int64_t label = labels.const_data_ptr<int64_t>()[i];
    ++of_all[label];
    if (i < count) among.insert(label);
  }
  std::vector<int64_t> missing;
  for (const auto& [label, images_of_it] : of_all)
    if (!among.contains(label) && images_of_it * count >= enough * labels.size(0))
      missing.push_back(label);
  return missing;
}

std::string separate(Parts& parts, const std::string& source) {
  const Parts whole = parts;
  Seen seen;
  parts.test = unseen(whole.test, seen);
  parts.validation = unseen(whole.validation, seen);
  parts.train = unseen(whole.train, seen);
  const int64_t all = whole.train.size() + whole.validation.size() + whole.test.size();
  need_images("train", parts.train, whole.train, all, source);
  need_images("validation", parts.validation, whole.validation, all, source);
  need_images("test", parts.test, whole.test, all, source);
  return fmt::format("dropped for being in another part: {} of train, {} of validation",
                     whole.train.size() - parts.train.size(),
                     whole.validation.size() - parts.validation.size());
}

}  // namespace coopbench

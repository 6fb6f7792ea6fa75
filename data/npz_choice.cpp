#include "data/npz_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/errors.h"
#include "core/npz_rows.h"

namespace coopbench {
namespace {

using Names = std::vector<std::string>;

const Names kImages{"x", "images", "image", "imgs", "data"}, kLabels{"y", "labels", "label"};
const Names kTrain{"train", "training"}, kTest{"test", "testing"},
    kValidation{"val", "valid", "validation"};

std::string in_small_letters(std::string name) {
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

/// What an array may be called: each word, or with each part before and behind it.
Names usual_names(const Names& words, const Names& parts) {
  if (parts.empty()) return words;
  Names names;
  for (const std::string& word : words)
    for (const std::string& part : parts)
      names.insert(names.end(), {word + "_" + part, part + "_" + word});
  return names;
}

class Chooser {
 public:
  explicit Chooser(const std::filesystem::path& path)
      : path_(path.string()), arrays_(npz_arrays(path)) {}

  /// The array with one of these names; empty for none.
  std::string called(const Names& words, const Names& parts, const std::string& setting) const {
    const Names usual = usual_names(words, parts);
    Names found;
    for (const NpzArray& array : arrays_)
      if (std::find(usual.begin(), usual.end(), in_small_letters(array.name)) != usual.end())
        found.push_back(array.name);
    return only(found, setting);
  }

  /// The only array that may be images.
  std::string only_images() const {
    Names found;
    for (const NpzArray& array : arrays_)
      if (may_be_images(array)) found.push_back(array.name);
    if (found.empty())
      throw UserError(fmt::format("{}: has no array of images; it has {}", path_, all()));
    return only(found, "images");
  }

  void need(const std::string& name) const {
    Names names;
    for (const NpzArray& array : arrays_) names.push_back(array.name);
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw UserError(fmt::format("{}: has no array '{}'{}; it has {}", path_, name,
                                  did_you_mean(name, names), all()));
  }

  /// Throws UserError where some parts have labels and others have none.
  void need_labels_alike(const NpzChoice& choice) const {
    Names with, without;
    for (const ImagesAndLabels& part : {choice.train, choice.validation, choice.test})
      if (!part.images.empty()) (part.labels.empty() ? without : with).push_back(part.images);
    if (!with.empty() && !without.empty())
      throw UserError(fmt::format("{}: has labels of {} but none of {}; it has {}", path_,
                                  listed(with), listed(without), all()));
  }

 private:
  static bool may_be_images(const NpzArray& array) {
    if (!array.header) return false;
    const size_t dim = array.header->shape.size();
    const auto type = array.header->type;
    return (dim == 3 || dim == 4) &&
           (type == torch::kUInt8 || type == torch::kFloat32 || type == torch::kFloat64);
  }

  std::string only(const Names& found, const std::string& setting) const {
    if (found.size() > 1)
      throw UserError(
          fmt::format("{}: has several arrays that may be the {}: {}; name one with "
                      "\"{}\"",
                      path_, setting == "images" ? "images" : "labels", listed(found), setting));
    return found.empty() ? "" : found.front();
  }

  std::string all() const {
    Names words;
    for (const NpzArray& array : arrays_)
      words.push_back(array.header ? array.name : array.name + " (which can't be read)");
    return words.empty() ? "no array" : listed(words, 20);
  }

  std::string path_;
  std::vector<NpzArray> arrays_;
};

}  // namespace

NpzChoice npz_choice(const std::filesystem::path& path, const ImagesAndLabels& named) {
  const Chooser chooser(path);
  for (const std::string& name : {named.images, named.labels})
    if (!name.empty()) chooser.need(name);
  const auto part = [&](const Names& parts) {
    return ImagesAndLabels{chooser.called(kImages, parts, "images"),
                           chooser.called(kLabels, parts, "labels_array")};
  };
  if (named.images.empty() && named.labels.empty()) {
    const NpzChoice parts{part(kTrain), part(kValidation), part(kTest)};
    if (!parts.train.images.empty() && parts.in_parts()) {
      chooser.need_labels_alike(parts);
      return parts;
    }
  }
  ImagesAndLabels all = named;
  if (all.images.empty()) all.images = chooser.called(kImages, {}, "images");
  if (all.images.empty()) all.images = chooser.only_images();
  if (all.labels.empty()) all.labels = chooser.called(kLabels, {}, "labels_array");
  return {.train = all, .validation = {}, .test = {}};
}

}  // namespace coopbench

#include "data/data_check.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <map>
#include <unordered_map>

#include "data/mnist.h"
#include "data/near_duplicates.h"
#include "data/pictures/members.h"

namespace coopbench {
namespace {

constexpr size_t kPairs = 5;  ///< of files that are named

/// Which data set reads it, by the name of its first file.
std::string kind_of(const std::string& files) {
  const auto members = open_members(files);
  while (const auto member = members->next()) {
    const auto has = [&](const char* part) { return member->name.find(part) != std::string::npos; };
    if (has("data_batch_") || has("test_batch.bin")) return "cifar10";
    if (has("-ubyte")) return "mnist";
    if (!has(".txt") && !has(".html")) return "pictures";
  }
  throw UserError(files + ": holds no file");
}

std::string class_name(const DataCheck& check, int64_t label) {
  const auto at = static_cast<size_t>(label);
  return at < check.classes.size() ? check.classes[at] : fmt::to_string(label);
}

/// The files of images by their bytes: the first of equal ones.
using FileNames = std::unordered_map<std::string_view, std::string_view>;

FileNames file_names(const DataCheck& check) {
  FileNames names;
  for (size_t i = 0; i < check.names.size(); ++i)
    names.emplace(check.all.bytes(static_cast<int64_t>(i)), check.names[i]);
  return names;
}

/// ": a.png and b.png, ...", of the pairs whose files are known.
std::string pairs_text(const std::vector<std::string>& pairs) {
  return pairs.empty() ? "" : ": " + listed(pairs, kPairs);
}

/// How many images have the same bytes as one with another label, and which labels these are.
std::string two_labels_text(const DataCheck& check) {
  struct First {
    int64_t label = 0, row = 0;
  };
  std::unordered_map<std::string_view, First> seen;
  std::map<std::string, int64_t> pairs;
  std::vector<std::string> files;
  int64_t count = 0;
  std::vector<Images> parts{check.all};
  if (check.all.size() == 0) parts = {check.data.train, check.data.validation, check.data.test};
  for (const Images& part : parts) {
    const torch::Tensor labels = part.labels();
    for (int64_t i = 0; i < part.size(); ++i) {
      const int64_t label = labels[i].item<int64_t>();
      const auto [before, fresh] = seen.emplace(part.bytes(i), First{label, i});
      const First& first = before->second;
      if (fresh || first.label == label) continue;
      ++count;
      ++pairs[class_name(check, std::min(label, first.label)) + " and " +
              class_name(check, std::max(label, first.label))];
      if (!check.names.empty())
        files.push_back(check.names[static_cast<size_t>(first.row)] + " and " +
                        check.names[static_cast<size_t>(i)]);
    }
  }
  std::vector<std::string> words;
  for (const auto& [names, images] : pairs) words.push_back(fmt::format("{} {}", names, images));
  return fmt::format("images that stand with two labels: {}{}{}\n", count,
                     words.empty() ? "" : " (" + listed(words, 5) + ")", pairs_text(files));
}

/// Names in words of how many images of each label there are.
std::string labels_text(const DataCheck& check) {
  const torch::Tensor labels = torch::cat(
      {check.data.train.labels(), check.data.validation.labels(), check.data.test.labels()});
  const torch::Tensor counts = torch::bincount(labels);
  std::vector<std::string> words;
  for (int64_t i = 0; i < counts.size(0); ++i) {
    words.push_back(fmt::format("{} {}", class_name(check, i), counts[i].item<int64_t>()));
  }
  return fmt::format("labels: {}\n", listed(words, 20));
}

std::string alike_text(const FileNames& names, const char* part, const Images& some,
                       const char* other, const Images& others) {
  const std::vector<Alike> found = near_duplicates(some, others);
  std::vector<std::string> files;
  for (const Alike& pair : found) {
    const auto one = names.find(some.bytes(pair.row)), two = names.find(others.bytes(pair.other));
    if (one != names.end() && two != names.end())
      files.push_back(fmt::format("{} and {}", one->second, two->second));
  }
  return fmt::format("alike: {} of {} {} images have one like them in {}{}\n", found.size(),
                     some.size(), part, other, pairs_text(files));
}

}  // namespace

DataCheck check_data(PicturesConfig config, const TellLoading& tell) {
  const std::string kind = kind_of(config.files);
  if (kind == "cifar10") return {kind, cifar10_source({.files = config.files}).load()};
  if (kind == "mnist" && !mnist({.directory = config.files}).find().found &&
      mnist_t10k({.directory = config.files}).find().found)
    return {"mnist_t10k", mnist_t10k({.directory = config.files}).load()};
  if (kind == "mnist") return {kind, mnist({.directory = config.files}).load()};
  config.skip_bad = true;
  LoadedPictures loaded = load_pictures(config, tell);
  return {kind,       std::move(loaded.data),   std::move(loaded.classes),
          loaded.all, std::move(loaded.deeper), std::move(loaded.names)};
}

std::string described(const DataCheck& check) {
  const Dataset& data = check.data;
  std::string text = fmt::format(
      "read as: {}\nimages: {} for training, {} for validation, {} for testing, of {} x {} x {}\n",
      check.kind, data.train.size(), data.validation.size(), data.test.size(), data.shape.channels,
      data.shape.side, data.shape.side);
  if (data.train.labels().defined()) text += labels_text(check);
  const size_t at = data.source.find("; ");
  if (at != std::string::npos) {
    const std::string said = data.source.substr(at + 2);
    text += said.substr(0, said.find("; left out")) + "\n";  // files, which stand below
  }
  text += fmt::format("files that can't be used: {}\n", data.skipped.size());
  for (const BadFile& file : data.skipped)
    text += fmt::format("  {}: {}\n", file.name, file.reason);
  if (!check.deeper.empty())
    text += fmt::format("folders below those of classes, whose pictures count as the class: {}\n",
                        listed(check.deeper, 5));
  if (data.train.labels().defined()) text += two_labels_text(check);
  const FileNames names = file_names(check);
  text += alike_text(names, "test", data.test, "training", data.train);
  text += alike_text(names, "validation", data.validation, "training", data.train);
  text += alike_text(names, "test", data.test, "validation", data.validation);
  return text + fmt::format(
                    "(alike: no further apart than {:g} in the root of the mean square, where "
                    "black is -1 and white 1; at the side above)\n",
                    kAlike);
}

}  // namespace coopbench

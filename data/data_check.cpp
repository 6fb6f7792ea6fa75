#include "data/data_check.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "data/mnist.h"
#include "data/near_duplicates.h"
#include "data/pictures/members.h"

namespace coopbench {
namespace {

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

/// Names in words of how many images of each label there are.
std::string labels_text(const DataCheck& check) {
  const torch::Tensor labels = torch::cat(
      {check.data.train.labels(), check.data.validation.labels(), check.data.test.labels()});
  const torch::Tensor counts = torch::bincount(labels);
  std::vector<std::string> words;
  for (int64_t i = 0; i < counts.size(0); ++i) {
    const auto at = static_cast<size_t>(i);
    words.push_back(fmt::format("{} {}",
                                at < check.classes.size() ? check.classes[at] : fmt::to_string(i),
                                counts[i].item<int64_t>()));
  }
  return fmt::format("labels: {}\n", listed(words, 20));
}

std::string alike_text(const char* part, const Images& some, const char* other,
                       const Images& others) {
  const int64_t count = near_duplicates(some, others);
  return fmt::format("alike: {} of {} {} images have one like them in {}\n", count, some.size(),
                     part, other);
}

}  // namespace

DataCheck check_data(PicturesConfig config) {
  const std::string kind = kind_of(config.files);
  if (kind == "cifar10") return {kind, cifar10_source({.files = config.files}).load()};
  if (kind == "mnist") return {kind, mnist({.directory = config.files}).load()};
  config.skip_bad = true;
  LoadedPictures loaded = load_pictures(config);
  return {kind, std::move(loaded.data), std::move(loaded.bad), std::move(loaded.classes)};
}

std::string described(const DataCheck& check) {
  const Dataset& data = check.data;
  std::string text = fmt::format(
      "read as: {}\nimages: {} for training, {} for validation, {} for testing, of {} x {} x {}\n",
      check.kind, data.train.size(), data.validation.size(), data.test.size(), data.shape.channels,
      data.shape.side, data.shape.side);
  if (data.train.labels().defined()) text += labels_text(check);
  const size_t at = data.source.find("; ");
  if (at != std::string::npos) text += data.source.substr(at + 2) + "\n";
  text += fmt::format("files that can't be used: {}\n", check.bad.size());
  for (const BadFile& file : check.bad) text += fmt::format("  {}: {}\n", file.name, file.reason);
  text += alike_text("test", data.test, "training", data.train);
  text += alike_text("validation", data.validation, "training", data.train);
  text += alike_text("test", data.test, "validation", data.validation);
  return text + fmt::format("(alike: no further apart than {:g} in the root of the mean square)\n",
                            kAlike);
}

}  // namespace coopbench

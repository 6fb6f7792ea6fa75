#include "data/mnist_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <optional>

#include "core/errors.h"
#include "data/usual_folders.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct FileName {
  std::string stem, suffix;
};
const std::array<FileName, 4> names{{{"train-images", "idx3-ubyte"},
                                     {"train-labels", "idx1-ubyte"},
                                     {"t10k-images", "idx3-ubyte"},
                                     {"t10k-labels", "idx1-ubyte"}}};

std::string usual(const FileName& name) { return name.stem + "-" + name.suffix; }

bool is_file(const fs::path& path) {
  std::error_code none;
  return fs::is_regular_file(path, none);
}

std::optional<fs::path> file_in(const fs::path& folder, const FileName& name) {
  for (const char* join : {"-", "."})
    for (const char* end : {"", ".gz"})
      if (const fs::path path = folder / (name.stem + join + name.suffix + end); is_file(path))
        return path;
  return {};
}

/// The files that are needed: all four, or the last two.
std::vector<FileName> needed_names(const MnistPlaces& places) {
  return {names.begin() + (places.test_alone ? 2 : 0), names.end()};
}

/// What a folder lacks; nothing when all are there.
std::vector<std::string> missing_in(const fs::path& folder, const std::vector<FileName>& needed) {
  std::vector<std::string> missing;
  for (const auto& name : needed)
    if (!file_in(folder, name)) missing.push_back(usual(name));
  return missing;
}

std::optional<fs::path> whole_folder(const MnistPlaces& places) {
  for (const auto& folder : places.folders())
    if (missing_in(folder, needed_names(places)).empty()) return folder;
  return {};
}

}  // namespace

std::vector<fs::path> MnistPlaces::folders() const {
  if (!directory.empty()) return {directory};
  std::vector<fs::path> folders = usual_folders(name);
  folders.insert(folders.end(), also.begin(), also.end());
  folders.emplace_back(debian_folder);
  return folders;
}

Found MnistPlaces::find() const {
  const auto searched = folders();
  const std::vector<FileName> of_set = needed_names(*this);
  if (const auto folder = whole_folder(*this)) return {true, folder->string(), ""};
  std::vector<std::string> places, needed;
  for (const auto& folder : searched) {
    const auto missing = missing_in(folder, of_set);
    const bool some = missing.size() < of_set.size();
    places.push_back(folder.string() + (some ? fmt::format(" (without {})", listed(missing)) : ""));
  }
  for (const auto& file : of_set) needed.push_back(usual(file));
  const std::string advice =
      fmt::format("{} {} (plain or .gz) into {}", how, listed(needed), searched.front().string());
  return {false, fmt::format("not in {}", fmt::join(places, ", ")), advice};
}

MnistFiles MnistPlaces::need() const {
  const auto folder = whole_folder(*this);
  if (!folder) {
    const Found found = find();
    throw UserError(fmt::format("the data set {} is {}; {}", name, found.where, found.advice));
  }
  const auto file = [&](size_t i) { return *file_in(*folder, names[i]); };
  if (test_alone) return {"", "", file(2), file(3)};
  return {file(0), file(1), file(2), file(3)};
}

MnistPlaces fashion_mnist_places(const std::string& directory) {
  return {.name = "fashion_mnist",
          .debian_folder = "/usr/share/datasets/fashion-mnist",
          .directory = directory,
          .how = "apt-get install dataset-fashion-mnist, or put"};
}

MnistPlaces mnist_places(const std::string& directory) {
  return {.name = "mnist",
          .debian_folder = "/usr/share/datasets/mnist",
          .directory = directory,
          .how = "download from https://ossci-datasets.s3.amazonaws.com/mnist/ and put"};
}

MnistPlaces mnist_t10k_places(const std::string& directory) {
  MnistPlaces places = mnist_places(directory);
  places.also = usual_folders(places.name);
  places.name = "mnist_t10k";
  places.test_alone = true;
  return places;
}

}  // namespace coopbench

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

/// What a folder lacks; nothing when all four are there.
std::vector<std::string> missing_in(const fs::path& folder) {
  std::vector<std::string> missing;
  for (const auto& name : names)
    if (!file_in(folder, name)) missing.push_back(usual(name));
  return missing;
}

std::optional<fs::path> whole_folder(const std::vector<fs::path>& folders) {
  for (const auto& folder : folders)
    if (missing_in(folder).empty()) return folder;
  return {};
}

}  // namespace

std::vector<fs::path> MnistPlaces::folders() const {
  if (!directory.empty()) return {directory};
  std::vector<fs::path> folders = usual_folders(name);
  folders.emplace_back(debian_folder);
  return folders;
}

Found MnistPlaces::find() const {
  const auto searched = folders();
  if (const auto folder = whole_folder(searched)) return {true, folder->string(), ""};
  std::vector<std::string> places, needed;
  for (const auto& folder : searched) {
    const auto missing = missing_in(folder);
    const bool some = missing.size() < names.size();
    places.push_back(folder.string() + (some ? fmt::format(" (without {})", listed(missing)) : ""));
  }
  for (const auto& file : names) needed.push_back(usual(file));
  const std::string advice =
      fmt::format("{} {} (plain or .gz) into {}", how, listed(needed), searched.front().string());
  return {false, fmt::format("not in {}", fmt::join(places, ", ")), advice};
}

MnistFiles MnistPlaces::need() const {
  const auto folder = whole_folder(folders());
  if (!folder) {
    const Found found = find();
    throw UserError(fmt::format("the data set {} is {}; {}", name, found.where, found.advice));
  }
  const auto file = [&](size_t i) { return *file_in(*folder, names[i]); };
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

}  // namespace coopbench

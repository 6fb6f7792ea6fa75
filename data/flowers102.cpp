#include "data/flowers102.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <map>

#include "data/mat_file.h"
#include "data/own_files.h"
#include "data/picture_sets.h"
#include "data/usual_folders.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;

constexpr int64_t kClasses = 102;

bool is_there(const fs::path& path) {
  std::error_code none;
  return fs::exists(path, none);
}

/// What holds the pictures in a folder; empty for nothing.
fs::path pictures_in(const fs::path& folder) {
  for (const char* name : {"jpg", "102flowers.tgz"})
    if (is_there(folder / name)) return folder / name;
  return {};
}

std::vector<std::string> missing_in(const fs::path& folder) {
  std::vector<std::string> missing;
  if (pictures_in(folder).empty()) missing.emplace_back("jpg");
  for (const char* name : {"imagelabels.mat", "setid.mat"})
    if (!is_there(folder / name)) missing.emplace_back(name);
  return missing;
}

std::vector<fs::path> places(const Flowers102Config& config) {
  if (!config.files.empty()) return {config.files};
  return usual_folders("flowers102");
}

/// The first folder that has all; empty for none.
fs::path whereabouts(const Flowers102Config& config) {
  for (const fs::path& folder : places(config))
    if (missing_in(folder).empty()) return folder;
  return {};
}

Found find(const Flowers102Config& config) {
  if (const fs::path folder = whereabouts(config); !folder.empty())
    return {true, folder.string(), ""};
  std::vector<std::string> searched;
  for (const fs::path& folder : places(config)) {
    const auto missing = missing_in(folder);
    searched.push_back(folder.string() +
                       (missing.size() < 3 ? fmt::format(" (without {})", listed(missing)) : ""));
  }
  return {false, "not in " + listed(searched),
          "put 102flowers.tgz (unpacked: jpg), imagelabels.mat and setid.mat of "
          "www.robots.ox.ac.uk/~vgg/data/flowers/102 there, or name their folder with data.files"};
}

/// The array of that name. Throws UserError where the file has none.
Tensor array_of(const fs::path& file, const std::string& name) {
  const auto arrays = read_mat(file);
  const auto found = arrays.find(name);
  if (found == arrays.end())
    throw UserError(fmt::format("{}: has no array '{}' of whole numbers", file.string(), name));
  return found->second;
}

/// The number of a picture by its name, such as jpg/image_00001.jpg; 0 for another name.
int64_t number_of(const std::string& name) {
  constexpr std::string_view begin = "image_";
  const std::string stem = fs::path(name).stem().string();
  const std::string digits = stem.starts_with(begin) ? stem.substr(begin.size()) : "";
  if (digits.empty() || digits.size() > 9 ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return 0;
  return std::stoll(digits);
}

/// The row of each picture by its number. Throws UserError for a picture without one.
std::map<int64_t, int64_t> rows_by_number(const Pictures& pictures, const std::string& place,
                                          int64_t labels) {
  std::map<int64_t, int64_t> rows;
  for (size_t i = 0; i < pictures.names.size(); ++i) {
    const int64_t number = number_of(pictures.names[i]);
    if (number < 1 || number > labels || !rows.emplace(number, static_cast<int64_t>(i)).second)
      throw UserError(
          fmt::format("{}: {} is none of image_00001.jpg to image_{:05}.jpg, of which "
                      "imagelabels.mat has labels, or one of them twice",
                      place, pictures.names[i], labels));
  }
  return rows;
}

/// The rows of a part. Throws UserError for an image that is not there and was not left out as bad.
Tensor rows_of(const fs::path& folder, const std::string& part,
               const std::map<int64_t, int64_t>& rows, bool skips) {
  std::vector<int64_t> found;
  const Tensor numbers = array_of(folder / "setid.mat", part);
  for (int64_t i = 0; i < numbers.size(0); ++i) {
    const int64_t number = numbers[i].item<int64_t>();
    const auto at = rows.find(number);
    if (at != rows.end()) found.push_back(at->second);
    if (at == rows.end() && !skips)
      throw UserError(fmt::format("{}: image_{:05}.jpg, which setid.mat names, is not there",
                                  pictures_in(folder).string(), number));
  }
  return torch::tensor(found, torch::kInt64);
}

Dataset load(const Flowers102Config& config, const TellLoading& tell) {
  const fs::path folder = whereabouts(config);
  if (folder.empty()) {
    const Found found = find(config);
    throw UserError("flowers102: " + found.where + "; " + found.advice);
  }
  const std::string place = pictures_in(folder).string();
  const Pictures pictures = good_pictures(
      {.files = place, .side = config.side, .crop = config.crop, .skip_bad = config.skip_bad},
      tell);
  const Tensor of_numbers = array_of(folder / "imagelabels.mat", "labels");
  if (of_numbers.numel() > 0 &&
      (of_numbers.min().item<int64_t>() < 1 || of_numbers.max().item<int64_t>() > kClasses))
    throw UserError(fmt::format(
        "{}: has labels from {} to {}; they must be 1 to {}", (folder / "imagelabels.mat").string(),
        of_numbers.min().item<int64_t>(), of_numbers.max().item<int64_t>(), kClasses));
  const auto rows = rows_by_number(pictures, place, of_numbers.size(0));
  Tensor labels = torch::empty({pictures.pixels.size(0)}, torch::kInt64);
  for (const auto& [number, row] : rows) labels[row] = of_numbers[number - 1];
  const Images all(pictures.pixels, config.side, labels);
  const auto part = [&](const std::string& name) {
    return with_labels(mixed(all.selected(rows_of(folder, name, rows, config.skip_bad))),
                       config.labels);
  };
  Dataset data = separated({.channels = 3, .side = config.side},
                           {part("trnid"), part("valid"), part("tstid")}, place);
  data.skipped = pictures.bad;
  return data;
}

}  // namespace

DataSource flowers102_source(const Flowers102Config& config) {
  return {{.channels = 3, .side = config.side},
          [=](const TellLoading& tell) { return load(config, tell); },
          [=] { return find(config); }};
}

}  // namespace coopbench

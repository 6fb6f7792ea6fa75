#include "data/picture_sets.h"

#include <fmt/format.h>
#include <torch/types.h>
#include <xxhash.h>

#include <numeric>

#include "data/parts.h"
#include "data/pictures/picture_cache.h"
#include "data/pictures/picture_folders.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// "3 files that are no usable pictures: a.jpg: is empty, ..."; empty without any.
std::string bad_text(const std::vector<BadFile>& bad) {
  if (bad.empty()) return "";
  std::vector<std::string> files;
  for (const BadFile& file : bad) files.push_back(file.name + ": " + file.reason);
  return fmt::format(
      "{} {}: {}", bad.size(),
      bad.size() == 1 ? "file that is no usable picture" : "files that are no usable pictures",
      listed(files, 5));
}

/// The same behind what else is said of them.
std::string also_bad(const std::vector<BadFile>& bad) {
  return bad.empty() ? "" : "; " + bad_text(bad);
}

/// Throws UserError for bad files that are not to be skipped, and where no other is there.
void need_good(const Pictures& pictures, const PicturesConfig& config) {
  if (!pictures.bad.empty() && !config.skip_bad)
    throw UserError(
        fmt::format("{}: holds {}; mend or remove them, or leave them out with "
                    "\"skip_bad\": true",
                    config.files, bad_text(pictures.bad)));
  if (pictures.names.empty())
    throw UserError(config.files + ": holds no JPEG or PNG file that can be used" +
                    also_bad(pictures.bad));
}

/// The usable files by name. Throws UserError for two of one name.
struct Usable {
  std::vector<std::string> names;
  std::vector<int64_t> rows;
};

Usable usable(const Pictures& pictures, const std::string& files) {
  const auto name_of = [&](int64_t row) -> const std::string& {
    return pictures.names[static_cast<size_t>(row)];
  };
  Usable found;
  found.rows.resize(pictures.names.size());
  std::iota(found.rows.begin(), found.rows.end(), 0);
  std::stable_sort(found.rows.begin(), found.rows.end(),
                   [&](int64_t a, int64_t b) { return name_of(a) < name_of(b); });
  for (const int64_t row : found.rows) {
    if (!found.names.empty() && found.names.back() == name_of(row))
      throw UserError(fmt::format("{}: holds two files of the name {}", files, name_of(row)));
    found.names.push_back(name_of(row));
  }
  return found;
}

/// How many of `all` images a share is: one at least.
int64_t count(double share, size_t all) {
  return std::max<int64_t>(1, std::llround(share * static_cast<double>(all)));
}

/// Gives the parts that no folder is: the images whose names have the least hashes.
void draw_missing(const std::vector<std::string>& names, const PicturesConfig& config,
                  Placed& places) {
  std::vector<PartName>& parts = places.parts;
  const auto has = [&](PartName part) {
    return std::find(parts.begin(), parts.end(), part) != parts.end();
  };
  const bool has_test = has(PartName::test), has_validation = has(PartName::validation);
  std::vector<size_t> open;
  for (size_t i = 0; i < parts.size(); ++i)
    if (parts[i] == PartName::none || parts[i] == PartName::train) open.push_back(i);
  std::vector<uint64_t> hash(names.size());
  for (const size_t i : open) {
    const std::string_view name = std::string_view(names[i]).substr(places.inside);
    hash[i] = XXH3_64bits(name.data(), name.size());
  }
  std::sort(open.begin(), open.end(),
            [&](size_t a, size_t b) { return std::tie(hash[a], a) < std::tie(hash[b], b); });
  auto at = open.begin();
  const auto give = [&](bool there, double share, PartName part) {
    if (there) return;
    for (int64_t i = count(share, open.size()); i > 0 && at != open.end(); --i) parts[*at++] = part;
  };
  give(has_test, config.test, PartName::test);
  give(has_validation, config.validation, PartName::validation);
  for (; at != open.end(); ++at) parts[*at] = PartName::train;
}

/// The numbers of the classes that are wanted. Throws UserError for one that is not there.
std::vector<int64_t> wanted(const PicturesConfig& config, const Placed& places) {
  std::vector<int64_t> labels;
  for (const std::string& name : config.labels) {
    const auto at = std::find(places.classes.begin(), places.classes.end(), name);
    if (at == places.classes.end())
      throw UserError(fmt::format("{}: there is no folder '{}'{}; there are {}", config.files, name,
                                  did_you_mean(name, places.classes),
                                  places.classes.empty() ? "none" : listed(places.classes, 20)));
    labels.push_back(at - places.classes.begin());
  }
  return labels;
}

/// Bad files, and folders without a picture, such as an empty class. Throws UserError for such a
/// folder that is not to be skipped, or is a part, which would be drawn from the others instead.
std::vector<BadFile> left_out(const Usable& files, const Pictures& pictures,
                              const PicturesConfig& config) {
  std::vector<BadFile> out = pictures.bad;
  for (const std::string& folder : empty_folders(files.names, pictures.folders)) {
    if (is_part(folder))
      throw UserError(fmt::format(
          "{}: the folder {} has no picture that can be used; remove it, or put some in{}",
          config.files, folder, also_bad(pictures.bad)));
    if (!config.skip_bad)
      throw UserError(fmt::format(
          "{}: the folder {} has no picture; remove it, put some in, or leave it out with "
          "\"skip_bad\": true",
          config.files, folder));
    out.push_back({folder + "/", "is a folder without a picture that can be used"});
  }
  return out;
}

Placed placed_in(const Usable& files, const PicturesConfig& config) {
  try {
    return placed(files.names);
  } catch (const UserError& error) {
    throw UserError(config.files + ": " + error.what());
  }
}

/// Numbers the labels as the classes of a known data set, which folders name by word or number.
/// Throws UserError for another folder.
void number_as(const std::vector<std::string>& classes, const std::string& files, Placed& places) {
  std::vector<int64_t> number;
  for (const std::string& folder : places.classes) {
    int64_t found = -1;
    for (size_t i = 0; i < classes.size(); ++i)
      if (folder == classes[i] || folder == fmt::to_string(i)) found = static_cast<int64_t>(i);
    if (found < 0)
      throw UserError(fmt::format(
          "{}: the folder '{}' is none of the classes{}; they are {}, or their numbers from 0; "
          "other pictures are the data set pictures",
          files, folder, did_you_mean(folder, classes), listed(classes)));
    number.push_back(found);
  }
  for (int64_t& label : places.labels) label = number[static_cast<size_t>(label)];
  if (!places.classes.empty()) places.classes = classes;
}

/// How its settings turn a picture into an image.
Fit fit_of(const PicturesConfig& config) {
  return {.side = config.side,
          .channels = config.colours == Colours::rgb ? 3 : 1,
          .crop = config.crop,
          .min_max = config.min_max};
}

}  // namespace

Pictures good_pictures(const PicturesConfig& config, const TellLoading& tell) {
  Pictures pictures =
      cached_pictures(config.files, fit_of(config), cache_folder(), kDecodedAtOnce, tell);
  need_good(pictures, config);
  return pictures;
}

LoadedPictures load_pictures(const PicturesConfig& config, const TellLoading& tell,
                             const std::vector<std::string>& classes) {
  const Fit fit = fit_of(config);
  const Pictures pictures = good_pictures(config, tell);
  const Usable files = usable(pictures, config.files);
  const std::vector<BadFile> skipped = left_out(files, pictures, config);
  Placed places = placed_in(files, config);
  if (!classes.empty()) number_as(classes, config.files, places);
  draw_missing(files.names, config, places);
  torch::Tensor labels;
  if (!places.classes.empty()) {
    labels = torch::empty({pictures.pixels.size(0)}, torch::kInt64);
    for (size_t i = 0; i < files.rows.size(); ++i)
      labels.data_ptr<int64_t>()[files.rows[i]] = places.labels[i];
  }
  const Images all(pictures.pixels, fit.side, labels);
  const std::vector<int64_t> chosen = wanted(config, places);
  const auto part = [&](PartName name) {
    std::vector<int64_t> rows;
    for (size_t i = 0; i < files.rows.size(); ++i)
      if (places.parts[i] == name) rows.push_back(files.rows[i]);
    return with_labels(mixed(all.selected(torch::tensor(rows, torch::kInt64))), chosen);
  };
  Parts parts{part(PartName::train), part(PartName::validation), part(PartName::test)};
  const std::string dropped = separate(parts, config.files);
  const std::string bad = bad_text(skipped);
  return {{.shape = {.channels = fit.channels, .side = fit.side},
           .train = parts.train,
           .validation = parts.validation,
           .test = parts.test,
           .source = config.files + "; " + dropped + (bad.empty() ? "" : "; left out " + bad),
           .skipped = skipped},
          places.classes,
          all,
          places.deeper,
          pictures.names};
}

DataSource pictures_source(const PicturesConfig& config) {
  if (config.files.empty()) throw UserError("the data set pictures: files must name a folder");
  if (!(config.validation + config.test < 1))
    throw UserError(
        fmt::format("the data set pictures: validation {:g} and test {:g} are shares of all images "
                    "and leave none for training",
                    config.validation, config.test));
  const Fit fit = fit_of(config);
  return {{.channels = fit.channels, .side = fit.side},
          [=](const TellLoading& tell) { return load_pictures(config, tell).data; },
          [=]() -> Found {
            std::error_code none;
            if (fs::exists(config.files, none)) return {true, config.files, ""};
            return {false, "no folder or archive " + fs::absolute(config.files).string(),
                    "name one that is there with data.files"};
          }};
}

}  // namespace coopbench

#pragma once

#include "core/fields.h"
#include "data/dataset.h"
#include "data/pictures/picture_cache.h"

namespace coopbench {

enum class Colours { rgb, grey };
constexpr auto enum_names(Colours) { return std::array{"rgb", "grey"}; }

/// JPEG and PNG files of a folder or an archive.
struct PicturesConfig {
  std::string files = "";
  int64_t side = 32;
  Colours colours = Colours::rgb;
  int64_t crop = 0;
  bool min_max = false;
  std::vector<std::string> labels = {};
  double validation = 0.1, test = 0.1;
  bool skip_bad = false;
  static auto fields() {
    using C = PicturesConfig;
    return std::tuple{
        required(field("files", &C::files, anything(),
                       "folder or archive (.tar, .tar.gz, .tar.xz, .tar.bz2, .tar.zst, .zip) of "
                       "JPEG and PNG files; "
                       "folders in it are labels, above them train and test")),
        field("side", &C::side, between(4, 1024), "side of the images, to which all are resized"),
        field("colours", &C::colours, "of the images"),
        field("crop", &C::crop, between(0, 8192),
              "pixels of the square that is cut from the middle; 0: the shorter side"),
        field("min_max", &C::min_max, anything(),
              "whether each image by itself is stretched to [-1, 1], as CoopNets does"),
        field("labels", &C::labels, anything(),
              "only images in folders of these names; [] for all"),
        field("validation", &C::validation, between(0.001, 0.9),
              "share for choosing settings, where the files have no such part"),
        field("test", &C::test, between(0.001, 0.9),
              "share for what is reported, where the files have no such part"),
        field("skip_bad", &C::skip_bad, anything(),
              "whether files that are no usable pictures are left out; else they are refused")};
  }
};

/// The data set `pictures`, and what else its files say.
struct LoadedPictures {
  Dataset data;
  std::vector<std::string> classes;  ///< of labels 0, 1, ...; empty without labels
  Images all;                        ///< of all parts, in the order of the files
  std::vector<std::string> deeper;   ///< folders below those of classes
  std::vector<std::string> names;    ///< of the files of `all`
};

/// The pictures with these settings' fit. Throws as `cached_pictures`, and UserError for bad files
/// that are not to be skipped.
Pictures good_pictures(const PicturesConfig& config, const TellLoading& tell);

/// The pictures as a data set; `classes` are those that folders may name, in the order of their
/// labels, where that is known. Throws as `cached_pictures`, and UserError for files that are no
/// data set.
LoadedPictures load_pictures(const PicturesConfig& config, const TellLoading& tell = {},
                             const std::vector<std::string>& classes = {});

/// CIFAR-10 as it is published (binary batches, also in their .tar.gz), or as a folder or archive
/// of pictures with train and test.
struct Cifar10Config {
  std::string files = "";
  std::vector<int64_t> labels = {};
  int64_t validation = 5000;
  bool skip_bad = false;
  static auto fields() {
    using C = Cifar10Config;
    return std::tuple{
        field("files", &C::files, anything(),
              "folder or archive of the binary batches, or of pictures; empty to look in the usual "
              "places"),
        field("labels", &C::labels, between(0, 9),
              "only images with these labels, in alphabetical order of their names from 0; [] for "
              "all"),
        field("validation", &C::validation, between(1, 49999),
              "training images kept for choosing settings"),
        field("skip_bad", &C::skip_bad, anything(),
              "whether files that are no usable pictures are left out, where it is of pictures")};
  }
};

/// Parts are those of the folders; images for a part that is missing are those whose names have the
/// least hashes, whatever order they come in. Each part is `mixed`. Decoded once, see
/// `cached_pictures`. Throws when it is loaded, and at once for shares that leave none for
/// training.
DataSource pictures_source(const PicturesConfig& config);

/// Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images". Validation: the last
/// images of the binary batches; of pictures as above, in folders of the names of the classes or of
/// their numbers.
DataSource cifar10_source(const Cifar10Config& config);

}  // namespace coopbench

#pragma once

#include "core/fields.h"
#include "data/dataset.h"

namespace coopbench {

/// Settings of the data sets that come as MNIST does: four IDX files.
struct MnistConfig {
  int64_t side = 28;
  std::vector<int64_t> labels = {};
  int64_t validation = 5000;
  std::string directory = "";
  static auto fields() {
    return std::tuple{field("side", &MnistConfig::side, between(4, 1024),
                            "side of the images; other than 28 they are resized"),
                      field("labels", &MnistConfig::labels, between(0, 9),
                            "only images with these labels; [] for all"),
                      field("validation", &MnistConfig::validation, between(1, 1e8),
                            "the last images of the training file, kept for choosing settings"),
                      field("directory", &MnistConfig::directory, anything(),
                            "folder of the four IDX files; empty to look in the usual places")};
  }
};

/// Settings of MNIST's test file as a data set of its own.
struct MnistT10kConfig {
  int64_t side = 28;
  std::vector<int64_t> labels = {};
  int64_t validation = 1000, test = 2000;
  std::string directory = "";
  static auto fields() {
    using C = MnistT10kConfig;
    return std::tuple{
        field("side", &C::side, between(4, 1024),
              "side of the images; other than 28 they are resized"),
        field("labels", &C::labels, between(0, 9), "only images with these labels; [] for all"),
        field("validation", &C::validation, between(1, 9998),
              "images of the file before the test part, for choosing settings"),
        field("test", &C::test, between(1, 9998),
              "the last images of the file, for what is reported"),
        field("directory", &C::directory, anything(),
              "folder of the two IDX files; empty to look in the usual places")};
  }
};

/// Train: the training file without its last `validation` images (55 000 by default); validation:
/// those; test: the t10k file. Images that occur in another part are dropped, see `separate`. The
/// files, plain or .gz, are looked for in `directory`; without one in $COOPBENCH_DATA/<name>,
/// datasets/<name> and the folder of the Debian package.
/// Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST".
DataSource fashion_mnist(const MnistConfig& config);
/// LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
DataSource mnist(const MnistConfig& config);
/// The 10 000 digits of MNIST's t10k files alone, in three parts by the order of the rows: train
/// (7000 by default), validation, test.
DataSource mnist_t10k(const MnistT10kConfig& config);

/// Images of 28 x 28 pixels with their labels, from two IDX files, read with this side. Throws
/// UserError for files that are broken, do not belong together, or have other images or more than a
/// million of them.
Images read_mnist(const std::filesystem::path& images, const std::filesystem::path& labels,
                  int64_t side);

}  // namespace coopbench

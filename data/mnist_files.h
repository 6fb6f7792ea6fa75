#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace coopbench {

/// The four files of a data set that comes as MNIST does; the first two are empty where only the
/// test files are wanted.
struct MnistFiles {
  std::filesystem::path train_images, train_labels, test_images, test_labels;
};

/// Where the four files of one data set may lie. Their names are train-images-idx3-ubyte,
/// train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each also with
/// ".idx" in place of "-idx" and with ".gz" at the end.
struct MnistPlaces {
  std::string name;
  std::string debian_folder;
  std::string directory;                         ///< the only place when not empty
  std::string how;                               ///< how to get the files; their names follow it
  bool test_alone = false;                       ///< whether the two t10k files are enough
  std::vector<std::filesystem::path> also = {};  ///< folders that are searched behind the others

  /// In the order in which they are searched: the directory; or $COOPBENCH_DATA/<name> where the
  /// variable is set, datasets/<name> and the folder of the Debian package. The first folder with
  /// all files is taken.
  std::vector<std::filesystem::path> folders() const;

  Found find() const;

  /// The files. Throws UserError that says what is missing, where, and how to get it.
  MnistFiles need() const;
};

/// The places of the data sets, or only `directory` when it is not empty.
MnistPlaces fashion_mnist_places(const std::string& directory = "");
MnistPlaces mnist_places(const std::string& directory = "");
/// The test files of MNIST: in datasets/mnist_t10k and the like, and where MNIST is.
MnistPlaces mnist_t10k_places(const std::string& directory = "");

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "data/images.h"
#include "data/mnist_files.h"
#include "networks/network.h"

namespace coopbench {

/// Labelled images of side 28.
struct LabelledParts {
  Images train, test;
};

/// Both files whole. Throws UserError for files that are missing or broken.
LabelledParts labelled_parts(const MnistPlaces& places);

struct ClassifierTraining {
  int64_t epochs = 5, batch = 64;
  double learning_rate = 2e-3;  ///< falls evenly, as a power, to a twentieth at the end
  uint64_t seed = 0;
};

/// The classifier of metrics/classifier.h, trained with Adam on the cross-entropy, each epoch in an
/// order of its own. On one thread: the same settings give the same bits on the same kind of
/// processor. `on_epoch` is told each epoch's number, from 1, and its mean loss.
Network train_classifier(const Images& train, const ClassifierTraining& training,
                         const std::function<void(int64_t epoch, double loss)>& on_epoch);

/// Share of the images whose class it finds.
double accuracy(const Network& classifier, const Images& test);

/// Writes the weights and beside them their description: hash, data set, accuracy, seed, epochs.
/// Returns the hash.
std::string write_classifier(const std::filesystem::path& weights, const Network& classifier,
                             const std::string& data_set, double test_accuracy,
                             const ClassifierTraining& training);

}  // namespace coopbench

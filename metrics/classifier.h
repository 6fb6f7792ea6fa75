#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "core/embedded.h"
#include "networks/network.h"

namespace coopbench {

/// Layers of the suite's own classifier of grey images of 28 x 28 pixels into 10 classes; what
/// stands before the last layer is the feature space `classifier`.
Layers classifier_layers();

/// Images [n,C,H,W] as the classifier takes them, float32 [n,1,28,28]: the mean of the channels,
/// resized bilinearly (antialiased).
torch::Tensor classifier_input(const torch::Tensor& images);

/// The weights that come with the program, metrics/weights/fashion_classifier.npz, and their
/// description.
std::span<const EmbeddedFile> classifier_files();

/// The classifier with these weights, and their hash.
Network kept_classifier();
std::string kept_classifier_hash();

/// The description beside a file of weights: the same name with .json. Its key "hash" is the file's
/// hash.
std::filesystem::path classifier_description(const std::filesystem::path& weights);

/// "xxh3_64:" and 16 hexadecimal digits: hash of a file's bytes. Throws UserError when it can't be
/// read.
std::string file_hash(const std::filesystem::path& path);

/// The classifier with these weights. Throws UserError when a file is missing, is not what the
/// description's hash says, or has weights of another network.
Network read_classifier(const std::filesystem::path& weights);

}  // namespace coopbench

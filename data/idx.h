#pragma once

#include <torch/types.h>

#include <filesystem>

namespace coopbench {

/// Images of an IDX file of bytes (three dimensions), plain or gzip: uint8 [n,rows,columns], n
/// >= 1. Throws UserError that begins with the path when the file can't be read, is no such file,
/// or holds fewer or more bytes than its header says. Memory grows with the bytes that are there,
/// not with what the header claims. Format: LeCun, Cortes and Burges, "The MNIST database".
torch::Tensor read_idx_images(const std::filesystem::path& path);

/// Labels of an IDX file of bytes (one dimension), plain or gzip: uint8 [n], n = `images`.
/// Errors as above, and when there is another number of labels.
torch::Tensor read_idx_labels(const std::filesystem::path& path, int64_t images);

}  // namespace coopbench

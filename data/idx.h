#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

namespace coopbench {

/// The shape [n,rows,columns] of an IDX file of images, by its header. Throws as below.
std::vector<int64_t> idx_image_shape(const std::filesystem::path& path);

/// The first `rows` images of an IDX file of bytes (three dimensions), plain or gzip, all where
/// there are fewer: uint8 [n,rows,columns], n >= 1. Throws UserError that begins with the path when
/// the file can't be read, is no such file, or holds fewer or more bytes than its header says; a
/// gzip file is unpacked, and looked at, as far as the rows go. Memory grows with the rows that are
/// there, not with what the header claims. Format: LeCun, Cortes and Burges, "The MNIST database".
torch::Tensor read_idx_images(const std::filesystem::path& path,
                              int64_t rows = std::numeric_limits<int64_t>::max());

/// Labels of an IDX file of bytes (one dimension), plain or gzip, of as many images: uint8 [n].
/// Errors as above, and when there is another number of labels.
torch::Tensor read_idx_labels(const std::filesystem::path& path, int64_t images,
                              int64_t rows = std::numeric_limits<int64_t>::max());

}  // namespace coopbench

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// The tensor as a NumPy file, format version 1.0, C order, little endian.
/// dtypes: float32, float64, int64, int32, uint8, bool.
std::string npy_bytes(const torch::Tensor& tensor);

/// What `npy_bytes` begins with, before the numbers.
std::string npy_header(torch::IntArrayRef shape, torch::ScalarType dtype);

/// What the header of a NumPy file says.
struct NpyHeader {
  torch::ScalarType type;
  std::vector<int64_t> shape;
  size_t length;  ///< bytes before the numbers
};

/// The most bytes that a header has, with what stands before it.
inline constexpr size_t kLongestNpyHeader = 12 + 4096;

/// The header of a file of `length` bytes that begins with `bytes` (its first kLongestNpyHeader, or
/// all). Throws as `npy_tensor`.
NpyHeader read_npy_header(std::string_view bytes, uintmax_t length, const std::string& source);

/// Reads a NumPy file (versions 1 to 3) that is little endian and in C order, of one of these
/// dtypes. The size that the header claims is checked against the bytes that are there before
/// memory is taken. Throws UserError that begins with `source` for anything else.
torch::Tensor npy_tensor(std::string_view bytes, const std::string& source);

void write_npy(const std::filesystem::path& path, const torch::Tensor& tensor);
/// As `npy_tensor`, and throws as InputFile.
torch::Tensor read_npy(const std::filesystem::path& path);

/// The same, but the numbers stay in the file and are read where they are used, in memory that the
/// system can take back; where they do not begin at a multiple of their size they are read at once.
/// Of the first dimension at most `rows`: the rest of the file is not looked at. The file must not
/// be changed while the tensor lives; what is written to the tensor does not reach it.
torch::Tensor map_npy(const std::filesystem::path& path,
                      int64_t rows = std::numeric_limits<int64_t>::max());

/// The shape in the header, without reading the numbers.
std::vector<int64_t> npy_shape(const std::filesystem::path& path);

}  // namespace coopbench

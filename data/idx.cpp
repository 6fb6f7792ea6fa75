#include "data/idx.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "data/unpacked_file.h"

namespace coopbench {
namespace {

constexpr uint8_t type_byte = 0x08;

/// What the numbers of an IDX file are.
struct Kind {
  size_t dimensions;
  std::string name;
};
const Kind kImages{3, "images"}, kLabels{1, "labels"};

size_t header_size(const Kind& kind) { return 4 + 4 * kind.dimensions; }

double numbers_in(const std::vector<int64_t>& shape) {
  double numbers = 1;
  for (const int64_t n : shape) numbers *= static_cast<double>(n);
  return numbers;
}

[[noreturn]] void refuse_size(const UnpackedFile& file, const Kind& kind,
                              const std::vector<int64_t>& shape, const std::string& present) {
  throw UserError(fmt::format("{}: the header says {:.0f} bytes of {}, the file holds {}",
                              file.name(), numbers_in(shape), kind.name, present));
}

/// The shape that the header says, where so many numbers can be in the file.
std::vector<int64_t> read_shape(UnpackedFile& file, const Kind& kind) {
  std::string head(header_size(kind), '\0');
  head.resize(file.read(head.data(), head.size()));
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(head[i]); };
  if (head.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw UserError(file.name() +
                    ": is not an IDX file (it must begin with two zero bytes, plain or gzip)");
  if (byte(2) != type_byte || byte(3) != kind.dimensions)
    throw UserError(
        fmt::format("{}: holds IDX type 0x{:02x} with {} dimensions; {} are type 0x{:02x} with {}",
                    file.name(), byte(2), byte(3), kind.name, type_byte, kind.dimensions));
  if (head.size() < header_size(kind))
    throw UserError(file.name() + ": is cut off within the IDX header");
  std::vector<int64_t> shape;
  for (size_t i = 4; i < head.size(); i += 4)
    shape.push_back(int64_t{byte(i)} << 24 | int64_t{byte(i + 1)} << 16 |
                    int64_t{byte(i + 2)} << 8 | byte(i + 3));
  const double claimed = numbers_in(shape);
  if (claimed == 0) throw UserError(file.name() + ": holds no " + kind.name);
  const double most = static_cast<double>(file.size()) * (file.packed() ? gzip_ratio : 1);
  if (claimed > most) refuse_size(file, kind, shape, fmt::format("at most {:.0f}", most));
  const uintmax_t present = file.size() - header_size(kind);
  if (!file.packed() && claimed != static_cast<double>(present))
    refuse_size(file, kind, shape, fmt::format("{}", present));
  return shape;
}

/// The first rows, behind the header.
torch::Tensor read_rows(UnpackedFile& file, const Kind& kind, const std::vector<int64_t>& shape,
                        int64_t rows) {
  std::vector<int64_t> wanted = shape;
  wanted[0] = std::min(shape[0], rows);
  torch::Tensor numbers = torch::empty(wanted, torch::kUInt8);
  const size_t read = file.read(static_cast<char*>(numbers.data_ptr()), numbers.nbytes());
  if (read < numbers.nbytes()) refuse_size(file, kind, shape, fmt::format("{}", read));
  char beyond = 0;
  if (wanted[0] == shape[0] && file.read(&beyond, 1) > 0) refuse_size(file, kind, shape, "more");
  return numbers;
}

}  // namespace

std::vector<int64_t> idx_image_shape(const std::filesystem::path& path) {
  UnpackedFile file(path);
  return read_shape(file, kImages);
}

torch::Tensor read_idx_images(const std::filesystem::path& path, int64_t rows) {
  UnpackedFile file(path);
  const std::vector<int64_t> shape = read_shape(file, kImages);
  return read_rows(file, kImages, shape, rows);
}

torch::Tensor read_idx_labels(const std::filesystem::path& path, int64_t images, int64_t rows) {
  UnpackedFile file(path);
  const std::vector<int64_t> shape = read_shape(file, kLabels);
  if (shape[0] != images)
    throw UserError(
        fmt::format("{}: holds {} labels for {} images", path.string(), shape[0], images));
  return read_rows(file, kLabels, shape, rows);
}

}  // namespace coopbench

#include "data/idx.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <memory>

#include "core/errors.h"
#include "core/files.h"
#include "data/gzip.h"

namespace coopbench {
namespace {

constexpr uint8_t type_byte = 0x08;

/// A file of bytes with `dimensions` sizes in its header.
torch::Tensor read_idx(const std::filesystem::path& path, size_t dimensions,
                       const std::string& what) {
  const std::string source = path.string();
  std::string bytes = read_text(path);
  const bool packed = is_gzip(bytes);
  const size_t header = 4 + 4 * dimensions;
  const auto first = [&](size_t count) {
    return packed ? gunzip(bytes, count, source) : bytes.substr(0, count);
  };

  const std::string head = first(header);
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(head[i]); };
  if (head.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw UserError(source +
                    ": is not an IDX file (it must begin with two zero bytes, plain or gzip)");
  if (byte(2) != type_byte || byte(3) != dimensions)
    throw UserError(
        fmt::format("{}: holds IDX type 0x{:02x} with {} dimensions; {} are type 0x{:02x} with {}",
                    source, byte(2), byte(3), what, type_byte, dimensions));
  if (head.size() < header) throw UserError(source + ": is cut off within the IDX header");
  std::vector<int64_t> shape;
  double claimed = 1;
  for (size_t i = 4; i < header; i += 4) {
    shape.push_back(int64_t{byte(i)} << 24 | int64_t{byte(i + 1)} << 16 |
                    int64_t{byte(i + 2)} << 8 | byte(i + 3));
    claimed *= static_cast<double>(shape.back());
  }
  if (claimed == 0) throw UserError(source + ": holds no " + what);
  const auto most = static_cast<double>(bytes.size()) * (packed ? gzip_ratio : 1);
  const auto refuse = [&](const std::string& present) {
    throw UserError(fmt::format("{}: the header says {:.0f} bytes of {}, the file holds {}", source,
                                claimed, what, present));
  };
  if (claimed > most) refuse(fmt::format("at most {:.0f}", most));

  const auto wanted = static_cast<size_t>(claimed);
  if (packed) bytes = gunzip(bytes, header + wanted + 1, source);
  if (bytes.size() < header + wanted) refuse(fmt::format("{}", bytes.size() - header));
  if (bytes.size() > header + wanted)
    refuse(packed ? "more" : fmt::format("{}", bytes.size() - header));
  const auto kept = std::make_shared<std::string>(std::move(bytes));  // its bytes are the tensor's
  return torch::from_blob(
      kept->data() + header, shape, [kept](void*) {}, torch::kUInt8);
}

}  // namespace

torch::Tensor read_idx_images(const std::filesystem::path& path) {
  return read_idx(path, 3, "images");
}

torch::Tensor read_idx_labels(const std::filesystem::path& path, int64_t images) {
  const torch::Tensor labels = read_idx(path, 1, "labels");
  if (labels.size(0) != images)
    throw UserError(
        fmt::format("{}: holds {} labels for {} images", path.string(), labels.size(0), images));
  return labels;
}

}  // namespace coopbench

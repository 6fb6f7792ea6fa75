#include "core/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

constexpr std::string_view magic("\x93NUMPY", 6);
constexpr size_t longest_header = kLongestNpyHeader - 12;
constexpr size_t most_dimensions = 32;  // NumPy's own bound

struct Dtype {
  torch::ScalarType torch;
  std::string_view numpy;
};
constexpr std::array<Dtype, 6> types{{{torch::kFloat32, "<f4"},
                                      {torch::kFloat64, "<f8"},
                                      {torch::kInt64, "<i8"},
                                      {torch::kInt32, "<i4"},
                                      {torch::kUInt8, "|u1"},
                                      {torch::kBool, "|b1"}}};

/// What stands behind a key of the header; nothing without it.
std::string_view behind(std::string_view key, std::string_view header) {
  const size_t at = header.find(key);
  if (at == std::string_view::npos) return {};
  header.remove_prefix(at + key.size());
  header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
  return header;
}

/// What stands between two marks that the text begins with; nothing without both.
std::optional<std::string_view> between(char open, char close, std::string_view text) {
  const size_t end = text.find(close, 1);
  if (!text.starts_with(open) || end == std::string_view::npos) return {};
  return text.substr(1, end - 1);
}

std::vector<int64_t> numbers_of(std::string_view list, const std::string& source) {
  constexpr std::string_view digits = "0123456789";
  if (list.find_first_not_of("0123456789, ") != std::string_view::npos)
    throw UserError(source + ": the .npy header has no shape of whole numbers from 0 on");
  std::vector<int64_t> numbers;
  for (size_t at = 0; (at = list.find_first_of(digits, at)) != std::string_view::npos;) {
    const size_t end = std::min(list.find_first_not_of(digits, at), list.size());
    if (end - at > 18) throw UserError(source + ": the .npy header claims a size that can't be");
    numbers.push_back(std::stoll(std::string(list.substr(at, end - at))));
    at = end;
  }
  if (numbers.size() > most_dimensions)
    throw UserError(fmt::format("{}: has {} dimensions, {} at most are read", source,
                                numbers.size(), most_dimensions));
  return numbers;
}

NpyHeader read_claims(std::string_view bytes, const std::string& source) {
  if (bytes.size() < 12 || bytes.substr(0, 6) != magic)
    throw UserError(source + ": is not a NumPy .npy file");
  const auto byte = [&](size_t i) {
    return static_cast<size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const bool old = byte(6) == 1;
  const size_t begin = old ? 10 : 12;
  const size_t size =
      old ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  if (size > longest_header)
    throw UserError(
        fmt::format("{}: has a .npy header of more than {} bytes", source, longest_header));
  if (bytes.size() < begin + size) throw UserError(source + ": is cut off within the .npy header");
  const std::string_view text = bytes.substr(begin, size);

  const auto dtype = between('\'', '\'', behind("'descr':", text));
  if (!dtype) throw UserError(source + ": the .npy header names no plain dtype");
  const auto type =
      std::find_if(types.begin(), types.end(), [&](const Dtype& t) { return t.numpy == *dtype; });
  if (type == types.end())
    throw UserError(
        fmt::format("{}: dtype '{}' is not read; save numbers as float32 or float64, pixels as "
                    "uint8, labels as int64",
                    source, *dtype));
  if (!behind("'fortran_order':", text).starts_with("False"))
    throw UserError(source + ": is in Fortran order; save numpy.ascontiguousarray(x)");
  const auto shape = between('(', ')', behind("'shape':", text));
  if (!shape) throw UserError(source + ": the .npy header has no shape");
  return {type->torch, numbers_of(*shape, source), begin + size};
}

/// The bytes in which a file's header must end.
std::string beginning(InputFile& file) { return file.read(kLongestNpyHeader); }

/// A file in memory; nothing for one that can't be mapped.
std::shared_ptr<char> mapped(const InputFile& file) {
  const size_t size = file.size();
  if (size == 0) return nullptr;
  void* bytes = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.descriptor(), 0);
  if (bytes == MAP_FAILED) return nullptr;  // NOLINT(performance-no-int-to-ptr): a macro's cast
  return {static_cast<char*>(bytes), [size](char* begin) { ::munmap(begin, size); }};
}

}  // namespace

NpyHeader read_npy_header(std::string_view bytes, uintmax_t length, const std::string& source) {
  NpyHeader header = read_claims(bytes, source);
  const auto size = static_cast<double>(torch::elementSize(header.type));
  double claimed = size, strides = size;
  for (const int64_t n : header.shape) {
    claimed *= static_cast<double>(n);
    strides *= static_cast<double>(std::max<int64_t>(n, 1));
  }
  if (strides > 9e18) throw UserError(source + ": the .npy header claims a size that can't be");
  const auto present = static_cast<double>(length - header.length);
  if (claimed != present)
    throw UserError(
        fmt::format("{}: the header says {:.0f} bytes of numbers, the file holds {:.0f}", source,
                    claimed, present));
  return header;
}

std::string npy_header(torch::IntArrayRef sizes, torch::ScalarType dtype) {
  const auto type =
      std::find_if(types.begin(), types.end(), [&](const Dtype& t) { return t.torch == dtype; });
  if (type == types.end()) throw std::invalid_argument("npy_header: no NumPy name for this dtype");
  std::string shape;
  for (const int64_t size : sizes) shape += fmt::format("{}, ", size);
  if (sizes.size() > 1) shape.resize(shape.size() - 2);
  if (sizes.size() == 1) shape.pop_back();
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type->numpy, shape);
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes(magic);
  bytes += {'\x01', '\x00', static_cast<char>(header.size() & 255),
            static_cast<char>(header.size() >> 8)};
  return bytes + header;
}

std::string npy_bytes(const torch::Tensor& tensor) {
  const torch::Tensor whole = tensor.detach().cpu().contiguous();
  std::string bytes = npy_header(whole.sizes(), whole.scalar_type());
  bytes.append(static_cast<const char*>(whole.data_ptr()), whole.nbytes());
  return bytes;
}

torch::Tensor npy_tensor(std::string_view bytes, const std::string& source) {
  const NpyHeader header = read_npy_header(bytes, bytes.size(), source);
  torch::Tensor tensor = torch::empty(header.shape, header.type);
  if (tensor.numel() > 0)
    std::memcpy(tensor.data_ptr(), bytes.data() + header.length, tensor.nbytes());
  return tensor;
}

void write_npy(const std::filesystem::path& path, const torch::Tensor& tensor) {
  write_whole(path, npy_bytes(tensor));
}

torch::Tensor read_npy(const std::filesystem::path& path) {
  constexpr size_t step = size_t{1} << 20;
  InputFile file(path);
  std::string piece = beginning(file);
  const NpyHeader header = read_npy_header(piece, file.size(), path.string());
  piece.erase(0, header.length);
  torch::Tensor tensor = torch::empty(header.shape, header.type);
  auto* place = static_cast<char*>(tensor.data_ptr());
  size_t left = tensor.nbytes();
  for (; left > 0 && !piece.empty(); piece = file.read(step)) {
    const size_t count = std::min(left, piece.size());
    std::memcpy(place, piece.data(), count);
    place += count;
    left -= count;
  }
  if (left > 0) throw UserError(path.string() + ": has become shorter while it was read");
  return tensor;
}

torch::Tensor map_npy(const std::filesystem::path& path, int64_t rows) {
  const InputFile file(path);
  const std::shared_ptr<char> bytes = mapped(file);
  if (!bytes) {
    const torch::Tensor whole = read_npy(path);
    return whole.dim() == 0 ? whole : whole.slice(0, 0, rows);
  }
  const size_t known = std::min<size_t>(file.size(), kLongestNpyHeader);
  NpyHeader header = read_npy_header({bytes.get(), known}, file.size(), path.string());
  if (!header.shape.empty()) header.shape[0] = std::min(header.shape[0], rows);
  char* numbers = bytes.get() + header.length;
  if (header.length % torch::elementSize(header.type) == 0)
    return torch::from_blob(
        numbers, header.shape, [bytes](void*) {}, header.type);
  torch::Tensor tensor = torch::empty(header.shape, header.type);
  if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), numbers, tensor.nbytes());
  return tensor;
}

std::vector<int64_t> npy_shape(const std::filesystem::path& path) {
  InputFile file(path);
  return read_claims(beginning(file), path.string()).shape;
}

}  // namespace coopbench

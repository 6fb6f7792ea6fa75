#include "data/mat_file.h"

#include <fmt/format.h>
#include <torch/types.h>
#include <zlib.h>

#include <cmath>
#include <cstring>
#include <optional>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

constexpr size_t kHead = 128, kMost = size_t{64} << 20;
constexpr uint32_t kInt8 = 1, kUInt8 = 2, kInt16 = 3, kUInt16 = 4, kInt32 = 5, kUInt32 = 6,
                   kDouble = 9, kInt64 = 12, kUInt64 = 13, kMatrix = 14, kCompressed = 15;

/// What a file says when it is none that can be read; the path is put in front.
struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class Number>
Number number_at(std::string_view bytes, size_t at) {
  Number number;
  if (bytes.size() < sizeof(Number) || at > bytes.size() - sizeof(Number))
    throw Damaged("is cut off");
  std::memcpy(&number, bytes.data() + at, sizeof(Number));
  return number;
}

struct Element {
  uint32_t type;
  std::string_view data;
};

/// Takes the first element off the bytes. Small ones have their size in the upper half of the type;
/// all but packed ones are padded to a multiple of 8.
Element next_element(std::string_view& bytes) {
  const auto first = number_at<uint32_t>(bytes, 0);
  const bool small = first >> 16 != 0;
  const size_t begin = small ? 4 : 8, size = small ? first >> 16 : number_at<uint32_t>(bytes, 4);
  const uint32_t type = small ? first & 0xffff : first;
  if (begin > bytes.size() || size > bytes.size() - begin || (small && size > 4))
    throw Damaged("is cut off");
  const Element element{type, bytes.substr(begin, size)};
  const size_t end = small ? 8 : type == kCompressed ? begin + size : (begin + size + 7) / 8 * 8;
  bytes.remove_prefix(std::min(end, bytes.size()));
  return element;
}

std::string unpacked(std::string_view packed) {
  std::string bytes;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw Failure("no memory to unpack a MATLAB file");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const size_t before = bytes.size();
    if (before > kMost) throw Damaged("unpacks to more than 64 MiB");
    bytes.resize(before + (size_t{1} << 16));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    stream.avail_out = static_cast<uInt>(bytes.size() - before);
    status = inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
    if (status != Z_OK && status != Z_STREAM_END) throw Damaged("is damaged: its packed data end");
  }
  return bytes;
}

template <class Number>
torch::Tensor whole_numbers(std::string_view data) {
  const size_t count = data.size() / sizeof(Number);
  torch::Tensor out = torch::empty({static_cast<int64_t>(count)}, torch::kInt64);
  for (size_t i = 0; i < count; ++i) {
    const auto number = static_cast<double>(number_at<Number>(data, i * sizeof(Number)));
    if (!(std::abs(number) < 9e15) || number != std::floor(number))
      throw Damaged("holds numbers that are no whole ones");
    out.data_ptr<int64_t>()[i] = static_cast<int64_t>(number);
  }
  return out;
}

std::optional<torch::Tensor> numbers(const Element& element) {
  switch (element.type) {
    case kInt8:
      return whole_numbers<int8_t>(element.data);
    case kUInt8:
      return whole_numbers<uint8_t>(element.data);
    case kInt16:
      return whole_numbers<int16_t>(element.data);
    case kUInt16:
      return whole_numbers<uint16_t>(element.data);
    case kInt32:
      return whole_numbers<int32_t>(element.data);
    case kUInt32:
      return whole_numbers<uint32_t>(element.data);
    case kInt64:
      return whole_numbers<int64_t>(element.data);
    case kUInt64:
      return whole_numbers<uint64_t>(element.data);
    case kDouble:
      return whole_numbers<double>(element.data);
    default:
      return {};
  }
}

/// Adds the array of a matrix element: flags, dimensions, name, numbers.
void add_matrix(std::string_view data, std::map<std::string, torch::Tensor>& arrays) {
  const Element flags = next_element(data);
  constexpr uint32_t first_numeric = 6, last_numeric = 15, complex = 0x0800;
  const auto kind = number_at<uint32_t>(flags.data, 0);
  if ((kind & 0xff) < first_numeric || (kind & 0xff) > last_numeric || (kind & complex) != 0)
    return;
  const Element dimensions = next_element(data);
  constexpr int64_t most = int64_t{1} << 31;  // no more are there
  int64_t count = 1;
  for (size_t i = 0; i + 4 <= dimensions.data.size(); i += 4)
    count = std::min(most, count * std::max(0, number_at<int32_t>(dimensions.data, i)));
  const std::string name(next_element(data).data);
  const auto found = numbers(next_element(data));
  if (!found) return;
  if (found->numel() != count) throw Damaged("is damaged at '" + name + "'");
  arrays[name] = *found;
}

}  // namespace

std::map<std::string, torch::Tensor> read_mat(const std::filesystem::path& path) {
  const std::string text = read_text(path);
  std::map<std::string, torch::Tensor> arrays;
  try {
    if (!text.starts_with("MATLAB 5.0 MAT-file") || text.size() < kHead ||
        text.compare(kHead - 2, 2, "IM") != 0)
      throw Damaged("is no MATLAB file of level 5 in little endian");
    for (std::string_view rest = std::string_view(text).substr(kHead); !rest.empty();) {
      const Element element = next_element(rest);
      if (element.type == kMatrix) add_matrix(element.data, arrays);
      if (element.type != kCompressed) continue;
      const std::string inner = unpacked(element.data);
      std::string_view bytes = inner;
      const Element packed = next_element(bytes);
      if (packed.type == kMatrix) add_matrix(packed.data, arrays);
    }
  } catch (const Damaged& error) {
    throw UserError(path.string() + ": " + error.what());
  }
  return arrays;
}

}  // namespace coopbench

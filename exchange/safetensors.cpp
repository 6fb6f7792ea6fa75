#include "exchange/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/errors.h"
#include "core/files.h"
#include "core/json.h"
#include "core/printable.h"
#include "exchange/natural_order.h"

namespace coopbench {
namespace {

struct Type {
  std::string_view name;
  torch::ScalarType torch;
};
constexpr std::array<Type, 10> types{{{"F64", torch::kFloat64},
                                      {"F32", torch::kFloat32},
                                      {"F16", torch::kFloat16},
                                      {"BF16", torch::kBFloat16},
                                      {"I64", torch::kInt64},
                                      {"I32", torch::kInt32},
                                      {"I16", torch::kInt16},
                                      {"I8", torch::kInt8},
                                      {"U8", torch::kUInt8},
                                      {"BOOL", torch::kBool}}};

constexpr size_t longest_header = size_t{256} << 10;  // of some 2000 tensors
constexpr size_t most_dimensions = 32;

/// What the header says of a tensor.
struct Claim {
  std::string name;
  torch::ScalarType type = torch::kFloat32;
  std::vector<int64_t> shape = {};
  uint64_t begin = 0, end = 0;  ///< behind the header
};

class Header {
 public:
  Header(std::string_view text, uint64_t data, const std::string& source) : source_(source) {
    const Json json = parse_json(text, source + ": header");
    if (!json.is_object()) throw UserError(source + ": the header is no JSON object");
    for (const auto& [name, entry] : json.items())
      if (name != "__metadata__") claims_.push_back(claim(name, entry));
    std::sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) {
      return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
    });
    uint64_t end = 0;
    for (const Claim& claim : claims_) {
      if (claim.begin < end) refuse(claim.name, "overlaps another tensor");
      if (claim.begin > end) refuse(claim.name, "leaves bytes before it that no tensor has");
      end = claim.end;
    }
    if (end != data)
      throw UserError(fmt::format("{}: the header says {} bytes of numbers, the file holds {}",
                                  source, end, data));
  }

  /// In the order of their bytes.
  const std::vector<Claim>& claims() const { return claims_; }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& why) const {
    throw UserError(
        fmt::format("{}: the tensor '{}' {}", source_, printable(name, kLongestQuote), why));
  }

  /// A list of whole numbers from 0 on.
  std::vector<uint64_t> numbers(const std::string& name, const Json& entry, const char* key) const {
    std::vector<uint64_t> found;
    if (!entry.is_object() || !entry.contains(key) || !entry.at(key).is_array())
      refuse(name, fmt::format("has no {}", key));
    for (const Json& number : entry.at(key)) {
      if (!number.is_number_unsigned() || number.get<uint64_t>() > (uint64_t{1} << 62))
        refuse(name, fmt::format("has {} in {}", shown(number), key));
      found.push_back(number.get<uint64_t>());
    }
    return found;
  }

  Claim claim(const std::string& name, const Json& entry) const {
    Claim claim{.name = name};
    const auto shape = numbers(name, entry, "shape");
    const auto offsets = numbers(name, entry, "data_offsets");
    const std::string dtype = text_at(entry, {"dtype"});
    const auto* const type =
        std::find_if(types.begin(), types.end(), [&](const Type& t) { return t.name == dtype; });
    if (type == types.end())
      refuse(name, fmt::format("is of the type {}, which is not read; there are F64, F32, F16, "
                               "BF16, I64, I32, I16, I8, U8, BOOL",
                               entry.contains("dtype") ? shown(entry.at("dtype")) : "null"));
    if (shape.size() > most_dimensions) refuse(name, "has more than 32 dimensions");
    if (offsets.size() != 2 || offsets[0] > offsets[1]) refuse(name, "has no begin and end");
    claim.type = type->torch;
    claim.begin = offsets[0];
    claim.end = offsets[1];
    auto bytes = static_cast<double>(torch::elementSize(claim.type));
    double strides = bytes;  // LibTorch counts an empty dimension as one
    for (const uint64_t n : shape) {
      bytes *= static_cast<double>(n);
      strides *= static_cast<double>(std::max<uint64_t>(n, 1));
      claim.shape.push_back(static_cast<int64_t>(n));
    }
    if (strides > 9e18 || bytes != static_cast<double>(claim.end - claim.begin))
      refuse(name, fmt::format("is said to have {} bytes, and its shape takes {:.0f}",
                               claim.end - claim.begin, bytes));
    return claim;
  }

  std::string source_;
  std::vector<Claim> claims_;
};

std::string little_endian(uint64_t number) {
  std::string bytes(8, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  return bytes;
}

uint64_t little_endian(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 8; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

SavedWeights read_safetensors(const std::filesystem::path& path) {
  InputFile file(path);
  const std::string source = path.string(), begin = file.read(8);
  if (begin.size() < 8) throw UserError(source + ": is cut off: it has no header");
  const uint64_t length = little_endian(begin);
  if (length > file.size() - 8)
    throw UserError(
        fmt::format("{}: says that its header has {} bytes, and there are {}; is it cut off, or "
                    "another kind of file?",
                    source, length, file.size() - 8));
  if (length > longest_header)
    throw UserError(fmt::format("{}: has a header of {} bytes; {} at most are read", source, length,
                                longest_header));
  const Header header(file.read(length), file.size() - 8 - length, source);
  SavedWeights saved{.source = source, .in_order = false};
  for (const Claim& claim : header.claims()) {
    torch::Tensor tensor = torch::empty(claim.shape, claim.type);
    const std::string bytes = file.read(claim.end - claim.begin);
    if (bytes.size() != tensor.nbytes()) throw Failure(source + ": changed while it was read");
    if (!bytes.empty()) std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    saved.tensors.push_back({claim.name, tensor});
  }
  std::sort(
      saved.tensors.begin(), saved.tensors.end(),
      [](const NamedTensor& a, const NamedTensor& b) { return natural_before(a.name, b.name); });
  return saved;
}

std::string safetensors_bytes(const std::vector<NamedTensor>& tensors) {
  Json header = {{"__metadata__", {{"format", "pt"}}}};
  std::string data;
  for (const NamedTensor& named : tensors) {
    const torch::Tensor& tensor = named.tensor;
    const auto* const type = std::find_if(
        types.begin(), types.end(), [&](const Type& t) { return t.torch == tensor.scalar_type(); });
    if (type == types.end())
      throw std::invalid_argument(named.name + ": of a type that has no name");
    const torch::Tensor plain = tensor.detach().cpu().contiguous();
    const size_t begin = data.size();
    data.append(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
    header[named.name] = {{"dtype", type->name},
                          {"shape", tensor.sizes().vec()},
                          {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // numbers begin at a multiple of 8
  return little_endian(text.size()) + text + data;
}

}  // namespace coopbench

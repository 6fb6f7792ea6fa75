#include "reports/file_differences.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/archive.h"
#include "core/errors.h"
#include "core/fields.h"
#include "core/files.h"
#include "core/npy.h"
#include "core/printable.h"
#include "records/columns.h"
#include "records/line_reader.h"
#include "records/read_log.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;
using Found = std::optional<FileDifference>;

/// At most so much of a value that a line can take it.
std::string brief(std::string_view text) { return printable(text, 120); }

std::string or_nothing(const std::vector<std::string_view>& fields, size_t i) {
  if (i >= fields.size()) return "nothing";
  return fields[i].empty() ? "empty" : brief(fields[i]);
}

/// The first field in which two rows differ, by the names of the columns.
FileDifference in_rows(const std::vector<std::string>& names, std::string_view a,
                       std::string_view b) {
  const auto in_a = fields_of(a), in_b = fields_of(b);
  const size_t i = static_cast<size_t>(
      std::mismatch(in_a.begin(), in_a.end(), in_b.begin(), in_b.end()).first - in_a.begin());
  const std::string name = i < names.size() ? names[i] : fmt::format("field {}", i + 1);
  return {i == 0 ? name : fmt::format("{} {}, {}", names[0], in_a[0], name), or_nothing(in_a, i),
          or_nothing(in_b, i)};
}

Found in_logs(const fs::path& a, const fs::path& b) {
  LineReader lines_a(a, kLongestLog), lines_b(b, kLongestLog);
  std::vector<std::string> names;
  for (int64_t row = -1;; ++row) {
    const auto in_a = lines_a.next(), in_b = lines_b.next();
    if (!in_a && !in_b) return {};
    if (!in_a || !in_b) {
      const auto what = [](bool there) { return there ? "is there" : "is missing"; };
      const std::string line(in_a ? *in_a : *in_b);
      return FileDifference{
          row < 0 ? "the header" : fmt::format("{} {}", names[0], fields_of(line)[0]),
          what(in_a.has_value()), what(in_b.has_value())};
    }
    if (row < 0) {
      const auto fields = fields_of(*in_a);
      names.assign(fields.begin(), fields.end());
    }
    if (*in_a == *in_b) continue;
    FileDifference found = in_rows(names, *in_a, *in_b);
    if (row < 0) found.place = "the header";
    return found;
  }
}

/// Rows of metrics as an object, each under its key, so that one more moves no other.
Json by_key(Json json) {
  if (!json.is_object() || !json.contains("rows") || !json.at("rows").is_array()) return json;
  Json rows = Json::object();
  for (const Json& row : json.at("rows")) {
    const std::string key = text_at(row, {"key"});
    if (key.empty()) return json;
    rows[key] = row;
  }
  json["rows"] = std::move(rows);
  return json;
}

std::string value_text(const Json* value) {
  return value == nullptr ? "nothing" : brief(value->dump());
}

Found in_values(const Json* a, const Json* b, const std::string& path) {
  const auto differ = [&] { return FileDifference{path, value_text(a), value_text(b)}; };
  if (a == nullptr || b == nullptr) return differ();
  if (a->is_object() && b->is_object()) {
    const auto at = [](const Json* json, const std::string& key) {
      return json->contains(key) ? &json->at(key) : nullptr;
    };
    for (const Json* side : {a, b})
      for (const auto& [key, value] : side->items())
        if (const Found found = in_values(at(a, key), at(b, key), join_path(path, key)))
          return found;
    return {};
  }
  if (a->is_array() && b->is_array()) {
    const auto at = [](const Json* json, size_t i) {
      return i < json->size() ? &json->at(i) : nullptr;
    };
    for (size_t i = 0; i < std::max(a->size(), b->size()); ++i)
      if (const Found found = in_values(at(a, i), at(b, i), fmt::format("{}[{}]", path, i)))
        return found;
    return {};
  }
  if (a->dump() == b->dump()) return {};
  return differ();
}

Found in_json(const fs::path& a, const fs::path& b) {
  const auto read = [](const fs::path& file) {
    return by_key(parse_json(read_text(file), file.string()));
  };
  const Json in_a = read(a), in_b = read(b);
  return in_values(&in_a, &in_b, "");
}

std::string kind(const Tensor& x) {
  return fmt::format("{} [{}]", torch::toString(x.scalar_type()), fmt::join(x.sizes(), ", "));
}

std::string number(const Tensor& x) {
  return x.is_floating_point() ? fmt::format("{:.17g}", x.item<double>())
                               : fmt::format("{}", x.item<int64_t>());
}

/// Numbers with the same bits are the same, NaN too.
Found in_arrays(const Tensor& a, const Tensor& b) {
  if (a.scalar_type() != b.scalar_type() || a.sizes() != b.sizes())
    return FileDifference{"", kind(a), kind(b)};
  const auto bytes = [](const Tensor& x) {
    return std::string_view(static_cast<const char*>(x.data_ptr()), x.nbytes());
  };
  const std::string_view in_a = bytes(a), in_b = bytes(b);
  const auto at = std::mismatch(in_a.begin(), in_a.end(), in_b.begin()).first;
  if (at == in_a.end()) return {};
  int64_t place = (at - in_a.begin()) / static_cast<int64_t>(a.element_size());
  const Tensor x = a.flatten()[place], y = b.flatten()[place];
  std::vector<int64_t> index;
  for (int64_t d = a.dim() - 1; d >= 0; place /= a.size(d--)) index.push_back(place % a.size(d));
  std::reverse(index.begin(), index.end());
  return FileDifference{index.empty() ? "" : fmt::format("[{}]", fmt::join(index, ", ")), number(x),
                        number(y)};
}

Found in_archives(const fs::path& a, const fs::path& b) {
  const Archive in_a = read_npz(a), in_b = read_npz(b);
  for (const Archive* archive : {&in_a, &in_b})
    for (const auto& [name, tensor] : archive->tensors()) {
      const bool of_a = in_a.tensors().contains(name), of_b = in_b.tensors().contains(name);
      const auto what = [&is = tensor](bool there) { return there ? kind(is) : "nothing"; };
      if (!of_a || !of_b) return FileDifference{name, what(of_a), what(of_b)};
      if (Found found = in_arrays(in_a.at(name), in_b.at(name))) {
        found->place = name + found->place;
        return found;
      }
    }
  return {};
}

/// The first byte that differs; nothing where none does.
Found in_bytes(const fs::path& a, const fs::path& b) {
  InputFile file_a(a), file_b(b);
  constexpr size_t piece = size_t{1} << 20;
  for (size_t before = 0;; before += piece) {
    const std::string in_a = file_a.read(piece), in_b = file_b.read(piece);
    const auto at = std::mismatch(in_a.begin(), in_a.end(), in_b.begin(), in_b.end()).first;
    const auto place = static_cast<size_t>(at - in_a.begin());
    const auto byte = [&](const std::string& bytes) {
      return place < bytes.size() ? fmt::format("{:#04x}", uint8_t(bytes[place]))
                                  : std::string("nothing");
    };
    if (place < std::max(in_a.size(), in_b.size()))
      return FileDifference{fmt::format("byte {}", before + place), byte(in_a), byte(in_b)};
    if (in_a.size() < piece) return {};
  }
}

Found by_kind(const fs::path& a, const fs::path& b, const FileDifference& bytes) {
  const fs::path ending = a.extension();
  if (ending == ".csv") return in_logs(a, b).value_or(bytes);
  if (ending == ".json") return in_json(a, b);
  if (ending == ".npy") return in_arrays(map_npy(a), map_npy(b));
  if (ending == ".npz") return in_archives(a, b);
  return bytes;
}

}  // namespace

Found first_difference_of_files(const fs::path& first, const fs::path& second) {
  const Found bytes = in_bytes(first, second);
  if (!bytes) return {};
  try {
    return by_kind(first, second, *bytes);
  } catch (const UserError&) {
    return bytes;  // one of them is broken
  }
}

}  // namespace coopbench

#include <algorithm>
#include <random>

#include "core/json.h"
#include "target.h"

/// libFuzzer's own change of bytes.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace coopbench {
namespace {

using Random = std::minstd_rand;

size_t below(size_t count, Random& random) { return random() % count; }

void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured())
    for (Json& inner : value) collect(inner, all);
}

/// What readers stumble over.
Json odd_value(Random& random) {
  static const std::vector<Json> values{Json(),
                                        true,
                                        0,
                                        -1,
                                        1.5,
                                        2,
                                        1e308,
                                        -1e308,
                                        5e-324,
                                        INT64_MAX,
                                        INT64_MIN,
                                        UINT64_MAX,
                                        "",
                                        "name",
                                        "../x",
                                        "/x",
                                        "-",
                                        std::string(1, '\0'),
                                        "\x1b[31m",
                                        "\u00fc n",
                                        std::string(300, 'x'),
                                        Json::array(),
                                        Json::object(),
                                        Json::array({Json::array()}),
                                        Json::array({Json(), 1, "x"}),
                                        {{"name", 1}},
                                        {{"name", "noise"}}};
  return values[below(values.size(), random)];
}

std::string odd_text(const std::string& text) {
  std::string bytes = text;
  bytes.resize(text.size() + 8);
  bytes.resize(
      LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(bytes.data()), text.size(), bytes.size()));
  return bytes;
}

void change(Json& value, const Json& other, Random& random) {
  switch (below(6, random)) {
    case 0:
      value = other;
      break;
    case 1:
      value = Json::array({value});
      break;
    case 2:
      if (value.is_structured() && !value.empty()) {
        value.erase(std::next(value.begin(), static_cast<long>(below(value.size(), random))));
        break;
      }
      [[fallthrough]];
    case 3:
      if (value.is_array()) {
        value.push_back(other);
        break;
      }
      if (value.is_object() && !value.empty()) {
        const auto at = std::next(value.begin(), static_cast<long>(below(value.size(), random)));
        value[odd_text(at.key())] = other;
        break;
      }
      [[fallthrough]];
    case 4:
      if (value.is_string()) {
        value = odd_text(value.get<std::string>());
        break;
      }
      [[fallthrough]];
    default:
      value = odd_value(random);
  }
}

}  // namespace

size_t mutate_json(uint8_t* data, size_t size, size_t most, unsigned seed) {
  Random random(seed);
  if (below(4, random) == 0) return LLVMFuzzerMutate(data, size, most);
  Json root;
  if (!accepts([&] { root = parse_json({reinterpret_cast<const char*>(data), size}, "x"); }))
    return LLVMFuzzerMutate(data, size, most);
  std::vector<Json*> all;
  collect(root, all);
  const Json other = *all[below(all.size(), random)];
  change(*all[below(all.size(), random)], other, random);
  const std::string text = root.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}

}  // namespace coopbench

#include "exchange/state_dict_of.h"

#include <fmt/format.h>

#include <functional>
#include <set>

#include "core/errors.h"
#include "core/printable.h"

namespace coopbench {
namespace {

using Kind = PickleValue::Kind;

constexpr size_t most_listed = 12;
constexpr int deepest = 3;  // {"state": {"nets": {"energy": the state dict}}}

/// A dict with the path of keys that leads to it.
struct Place {
  std::string path;
  const PickleValue* dict;
};

std::string key_text(const PickleValue& key) {
  return key.kind == Kind::text ? printable(key.text, kLongestQuote) : std::to_string(key.number);
}

void each_entry(
    const PickleValue& dict,
    const std::function<void(const PickleValue& key, const PickleValue& value)>& visit) {
  for (size_t i = 0; i + 1 < dict.items.size(); i += 2) visit(*dict.items[i], *dict.items[i + 1]);
}

/// Texts to tensors alone, and at least one.
bool is_state_dict(const PickleValue& value) {
  bool all = value.kind == Kind::dict && !value.items.empty();
  if (all)
    each_entry(value, [&](const PickleValue& key, const PickleValue& entry) {
      all = all && key.kind == Kind::text && entry.kind == Kind::tensor;
    });
  return all;
}

/// The dicts among the values of these, each once.
std::vector<Place> below(const std::vector<Place>& places) {
  std::set<const PickleValue*> seen;
  std::vector<Place> found;
  for (const Place& place : places)
    each_entry(*place.dict, [&](const PickleValue& key, const PickleValue& value) {
      if (value.kind == Kind::dict && seen.insert(&value).second)
        found.push_back({(place.path.empty() ? "" : place.path + ".") + key_text(key), &value});
    });
  return found;
}

std::string keys_of(const PickleValue& dict) {
  std::vector<std::string> keys;
  each_entry(dict, [&](const PickleValue& key, const PickleValue&) {
    keys.push_back(keys.size() < most_listed ? key_text(key) : "");
  });
  return keys.empty() ? "none" : listed(keys, most_listed);
}

const PickleValue& found_in(const PickleValue& root, const std::string& source) {
  if (is_state_dict(root)) return root;
  if (root.kind != Kind::dict)
    throw UserError(source +
                    ": holds no dict of tensors; in PyTorch save net.state_dict() and nothing "
                    "else");
  std::vector<Place> places{{"", &root}};
  for (int depth = 0; depth < deepest && !places.empty(); ++depth) {
    places = below(places);
    std::vector<std::string> names;
    const PickleValue* only = nullptr;
    for (const Place& place : places)
      if (is_state_dict(*place.dict)) {
        names.push_back(place.path);
        only = place.dict;
      }
    if (names.size() == 1) return *only;
    if (names.size() > 1)
      throw UserError(
          fmt::format("{}: holds several dicts of tensors: {}; save the one that is "
                      "meant by itself",
                      source, listed(names, most_listed)));
  }
  throw UserError(
      fmt::format("{}: holds no dict of tensors; its keys are {}", source, keys_of(root)));
}

}  // namespace

PickledTensors state_dict_of(const PickleValue& root, const std::string& source) {
  PickledTensors tensors;
  each_entry(found_in(root, source), [&](const PickleValue& key, const PickleValue& value) {
    tensors.emplace_back(key.text, value.tensor);
  });
  return tensors;
}

}  // namespace coopbench

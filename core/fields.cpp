#include "core/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/printable.h"

namespace coopbench {
namespace {

Allowed numbers(std::string text, std::function<bool(double)> holds) {
  return {std::move(text), [holds = std::move(holds)](const Json& value) {
            const auto fits = [&](const Json& v) { return holds(v.get<double>()); };
            return value.is_array() ? std::all_of(value.begin(), value.end(), fits) : fits(value);
          }};
}

}  // namespace

Allowed anything() {
  return {"", [](const Json&) { return true; }};
}

Allowed above(double low) {
  return numbers(fmt::format("above {}", low), [low](double v) { return v > low; });
}

Allowed at_least(double low) {
  return numbers(fmt::format("at least {}", low), [low](double v) { return v >= low; });
}

Allowed between(double low, double high) {
  return numbers(fmt::format("from {:.10g} to {:.10g}", low, high),
                 [=](double v) { return v >= low && v <= high; });
}

Allowed from_below(double low, double high) {
  return numbers(fmt::format("at least {} and below {}", low, high),
                 [=](double v) { return v >= low && v < high; });
}

Allowed one_of(const std::vector<std::string>& names) {
  const auto known = [names](const Json& value) {
    return std::find(names.begin(), names.end(), value.get<std::string>()) != names.end();
  };
  const auto holds = [known](const Json& value) {
    return value.is_array() ? std::all_of(value.begin(), value.end(), known) : known(value);
  };
  return {.text = "one of " + listed(names), .holds = holds, .names = names};
}

std::vector<Choice> parts_named(const std::vector<std::string>& names) {
  std::vector<Choice> parts;
  for (const auto& name : names) parts.push_back({{{"name", name}}});
  return parts;
}

std::string join_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void refuse_unknown_keys(const Json& json, const std::vector<std::string>& known,
                         const std::string& path) {
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    throw UserError(
        join_path(path, printable(key, kLongestQuote)) + ": unknown key" +
        did_you_mean(key, known) +
        (known.empty() ? "; no key is allowed here" : "; allowed here: " + listed(known)));
  }
}

namespace fields_detail {

bool fits_whole(const Json& value) {
  if (value.is_number_unsigned())
    return value.get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  return value.is_number_integer();
}

void refuse_type(const std::string& path, const char* expected, const Json& found) {
  throw UserError(fmt::format("{}: must be {}, not {}", path.empty() ? "the file" : path, expected,
                              shown(found)));
}

void refuse_value(const std::string& path, const Allowed& allowed, const Json& found) {
  std::string near;
  for (const Json& word : found.is_array() ? found : Json::array({found}))
    if (near.empty() && word.is_string() &&
        std::find(allowed.names.begin(), allowed.names.end(), word) == allowed.names.end())
      near = did_you_mean(word.get<std::string>(), allowed.names);
  throw UserError(fmt::format("{}: must be {}, not {}{}", path, allowed.text, shown(found), near));
}

void refuse_missing(const std::string& path, const std::string& meaning) {
  throw UserError(fmt::format("{}: is missing ({})", path, meaning));
}

std::vector<Choice> resolve_all(const Json& list, const Allowed& allowed, const std::string& path) {
  std::vector<Choice> all;
  for (const Json& one : list)
    all.push_back({allowed.resolve(one, fmt::format("{}[{}]", path, all.size()))});
  return all;
}

Json written(const Choice& choice) { return choice.json; }

Json written(const std::vector<Choice>& list, bool brief) {
  Json json = Json::array();
  for (const Choice& one : list)
    json.push_back(brief && one.json.size() == 1 ? Json(one.name()) : one.json);
  return json;
}

}  // namespace fields_detail
}  // namespace coopbench

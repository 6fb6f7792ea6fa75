#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/errors.h"
#include "core/json.h"

namespace coopbench {

/// What a value may be: the words for it, the test, and for a part chosen from a table the function
/// that checks its settings and fills in their defaults.
struct Allowed {
  std::string text;
  std::function<bool(const Json&)> holds;
  std::function<Json(const Json&, const std::string& path)> resolve = {};
  std::vector<std::string> names = {};  ///< the valid names, where it is one of them
};

Allowed anything();
Allowed above(double low);
Allowed at_least(double low);
Allowed between(double low, double high);        ///< both ends allowed
Allowed from_below(double low, double high);     ///< low <= value < high
Allowed one_of(std::vector<std::string> names);  ///< or a list of them

/// A part chosen by name from a table, with its settings checked and complete.
struct Choice {
  Json json;
  std::string name() const { return json.is_object() ? json.value("name", "") : ""; }
};

/// One setting of a config struct: declared once, it feeds the parser, `show` and help.
template <class Config, class T>
struct Field {
  std::string name;
  T Config::*member;
  Allowed allowed;
  std::string meaning;
};

template <class Config, class T>
Field<Config, T> field(std::string name, T Config::*member, Allowed allowed, std::string meaning) {
  return {std::move(name), member, std::move(allowed), std::move(meaning)};
}

/// A setting as `show` and help print it.
struct FieldInfo {
  std::string name, type;
  Json initial;  ///< null: must be given
  std::string allowed, meaning;
};

namespace fields_detail {

template <class T>
concept Nested = requires {
  T::fields();
};

template <class T>
constexpr const char* type_name() {
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_same_v<T, int64_t>) return "a whole number";
  if constexpr (std::is_same_v<T, double>) return "a number";
  if constexpr (std::is_same_v<T, std::string>) return "a text";
  if constexpr (std::is_same_v<T, std::vector<int64_t>>) return "a list of whole numbers";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "a list of texts";
  if constexpr (std::is_same_v<T, Choice>) return "an object with a name";
  return "an object";
}

bool fits_whole(const Json& value);

template <class T>
bool has_type(const Json& value) {
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<T, int64_t>) return fits_whole(value);
  if constexpr (std::is_same_v<T, double>) return value.is_number();
  if constexpr (std::is_same_v<T, std::string>) return value.is_string();
  if constexpr (std::is_same_v<T, std::vector<int64_t>>)
    return value.is_array() && std::all_of(value.begin(), value.end(), fits_whole);
  if constexpr (std::is_same_v<T, std::vector<std::string>>)
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_string(); });
  return value.is_object();
}

[[noreturn]] void refuse_type(const std::string& path, const char* expected, const Json& found);
[[noreturn]] void refuse_value(const std::string& path, const Allowed& allowed, const Json& found);
[[noreturn]] void refuse_missing(const std::string& path, const std::string& meaning);

}  // namespace fields_detail

/// Refuses every key of `json` that is not in `known`, naming path, allowed keys and the nearest.
void refuse_unknown_keys(const Json& json, const std::vector<std::string>& known,
                         const std::string& path);

/// "path.key", or "key" at the root.
std::string join_path(const std::string& path, const std::string& key);

template <class Config>
std::vector<std::string> field_names() {
  std::vector<std::string> names;
  std::apply([&](const auto&... f) { (names.push_back(f.name), ...); }, Config::fields());
  return names;
}

/// Reads a config struct. Keys left out keep their defaults; a Choice must be given.
/// `path_of` gives the path of a key for messages. Throws UserError with the key's path and what is
/// allowed.
template <class Config>
Config parse_config(const Json& json,
                    const std::function<std::string(const std::string&)>& path_of);

template <class Config>
Config parse_config(const Json& json, const std::string& path) {
  if (!json.is_object()) fields_detail::refuse_type(path, "an object", json);
  refuse_unknown_keys(json, field_names<Config>(), path);
  return parse_config<Config>(json, [&](const std::string& key) { return join_path(path, key); });
}

template <class Config>
Config parse_config(const Json& json,
                    const std::function<std::string(const std::string&)>& path_of) {
  Config config;
  const auto read = [&]<class T>(const Field<Config, T>& f) {
    const std::string path = path_of(f.name);
    if (!json.contains(f.name)) {
      if constexpr (std::is_same_v<T, Choice>)
        if (!(config.*f.member).json.is_object()) fields_detail::refuse_missing(path, f.meaning);
      if constexpr (fields_detail::Nested<T>)
        config.*f.member = parse_config<T>(Json::object(), path);
      return;
    }
    const Json& value = json.at(f.name);
    if (!fields_detail::has_type<T>(value))
      fields_detail::refuse_type(path, fields_detail::type_name<T>(), value);
    if (!f.allowed.holds(value)) fields_detail::refuse_value(path, f.allowed, value);
    if constexpr (fields_detail::Nested<T>) {
      config.*f.member = parse_config<T>(value, path);
    } else if constexpr (std::is_same_v<T, Choice>) {
      config.*f.member = Choice{f.allowed.resolve(value, path)};
    } else {
      config.*f.member = value.get<T>();
    }
  };
  std::apply([&](const auto&... f) { (read(f), ...); }, Config::fields());
  return config;
}

/// The config with every setting written out.
template <class Config>
Json to_json(const Config& config) {
  Json json = Json::object();
  const auto write = [&]<class T>(const Field<Config, T>& f) {
    if constexpr (fields_detail::Nested<T>) {
      json[f.name] = to_json(config.*f.member);
    } else if constexpr (std::is_same_v<T, Choice>) {
      json[f.name] = (config.*f.member).json;
    } else {
      json[f.name] = config.*f.member;
    }
  };
  std::apply([&](const auto&... f) { (write(f), ...); }, Config::fields());
  return json;
}

/// The settings of a config struct, nested ones with dotted names.
template <class Config>
std::vector<FieldInfo> describe_fields(const std::string& prefix = "") {
  std::vector<FieldInfo> infos;
  const Config initial;
  const auto add = [&]<class T>(const Field<Config, T>& f) {
    if constexpr (fields_detail::Nested<T>) {
      for (auto& info : describe_fields<T>(prefix + f.name + ".")) infos.push_back(std::move(info));
    } else {
      Json value;
      if constexpr (std::is_same_v<T, Choice>) {
        value = (initial.*f.member).json;
      } else {
        value = initial.*f.member;
      }
      infos.push_back(
          {prefix + f.name, fields_detail::type_name<T>(), value, f.allowed.text, f.meaning});
    }
  };
  std::apply([&](const auto&... f) { (add(f), ...); }, Config::fields());
  return infos;
}

}  // namespace coopbench

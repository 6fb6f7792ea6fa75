#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/enum_names.h"
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
Allowed between(double low, double high);               ///< both ends allowed
Allowed from_below(double low, double high);            ///< low <= value < high
Allowed one_of(const std::vector<std::string>& names);  ///< or a list of them

/// A part chosen by name from a table, with its settings checked and complete. A setting may also
/// be a list of them, in which a name alone stands for the part with its defaults.
struct Choice {
  Json json;
  std::string name() const { return json.is_object() ? json.value("name", "") : ""; }
};

/// Parts with their defaults, as the default of a list.
std::vector<Choice> parts_named(const std::vector<std::string>& names);

/// One setting of a config struct: declared once, it feeds the parser, `show` and help.
template <class Config, class T>
struct Field {
  std::string name;
  T Config::*member;
  Allowed allowed;
  std::string meaning;
  bool needed = false;  ///< must be given: what the struct holds at first is no default
};

template <class Config, class T>
Field<Config, T> field(std::string name, T Config::*member, Allowed allowed, std::string meaning) {
  return {std::move(name), member, std::move(allowed), std::move(meaning)};
}

/// An enum is written as its name.
template <class Config, NamedEnum E>
Field<Config, E> field(std::string name, E Config::*member, std::string meaning) {
  return {std::move(name), member, one_of(all_names<E>()), std::move(meaning)};
}

/// The setting without a default.
template <class Config, class T>
Field<Config, T> required(Field<Config, T> setting) {
  setting.needed = true;
  return setting;
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
  if constexpr (std::is_same_v<T, std::string> || NamedEnum<T>) return "a text";
  if constexpr (std::is_same_v<T, std::vector<int64_t>>) return "a list of whole numbers";
  if constexpr (std::is_same_v<T, std::vector<double>>) return "a list of numbers";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "a list of texts";
  if constexpr (std::is_same_v<T, Choice>) return "an object with a name";
  if constexpr (std::is_same_v<T, std::vector<Choice>>)
    return "a list of names, or of objects with a name";
  return "an object";
}

bool fits_whole(const Json& value);

template <class T>
bool has_type(const Json& value) {
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<T, int64_t>) return fits_whole(value);
  if constexpr (std::is_same_v<T, double>) return value.is_number();
  if constexpr (std::is_same_v<T, std::string> || NamedEnum<T>) return value.is_string();
  if constexpr (std::is_same_v<T, std::vector<int64_t>>)
    return value.is_array() && std::all_of(value.begin(), value.end(), fits_whole);
  if constexpr (std::is_same_v<T, std::vector<double>>)
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_number(); });
  if constexpr (std::is_same_v<T, std::vector<std::string>>)
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_string(); });
  if constexpr (std::is_same_v<T, std::vector<Choice>>)
    return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& v) {
             return v.is_string() || v.is_object();
           });
  return value.is_object();
}

[[noreturn]] void refuse_type(const std::string& path, const char* expected, const Json& found);
[[noreturn]] void refuse_value(const std::string& path, const Allowed& allowed, const Json& found);
[[noreturn]] void refuse_missing(const std::string& path, const std::string& meaning);

/// Each part of a list, checked and complete; messages name it as "path[i]".
std::vector<Choice> resolve_all(const Json& list, const Allowed& allowed, const std::string& path);
Json written(const Choice& choice);
/// The list; parts without settings as their names where `brief`.
Json written(const std::vector<Choice>& list, bool brief = false);

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

/// Reads a config struct. Keys left out keep their defaults, unless the field is `required`.
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

/// The config with every setting written out.
template <class Config>
Json to_json(const Config& config);

namespace fields_detail {

template <class T>
concept Chosen = std::is_same_v<T, Choice> || std::is_same_v<T, std::vector<Choice>>;

template <class T>
T read(const Json& value, const Allowed& allowed, const std::string& path) {
  if (!has_type<T>(value)) refuse_type(path, type_name<T>(), value);
  if (!allowed.holds(value)) refuse_value(path, allowed, value);
  if constexpr (Nested<T>) {
    return parse_config<T>(value, path);
  } else if constexpr (std::is_same_v<T, Choice>) {
    return {allowed.resolve(value, path)};
  } else if constexpr (std::is_same_v<T, std::vector<Choice>>) {
    return resolve_all(value, allowed, path);
  } else if constexpr (NamedEnum<T>) {
    return enum_named<T>(value.get<std::string>());
  } else {
    return value.get<T>();
  }
}

template <class T>
Json write(const T& value) {
  if constexpr (Nested<T>) {
    return to_json(value);
  } else if constexpr (Chosen<T>) {
    return written(value);
  } else if constexpr (NamedEnum<T>) {
    return enum_name(value);
  } else {
    return value;
  }
}

}  // namespace fields_detail

template <class Config>
Config parse_config(const Json& json,
                    const std::function<std::string(const std::string&)>& path_of) {
  using namespace fields_detail;
  Config config;
  // A field may be that of a struct that Config derives from.
  const auto set = [&]<class Owner, class T>(const Field<Owner, T>& f) {
    const std::string path = path_of(f.name);
    T& value = config.*f.member;
    if (json.contains(f.name)) {
      value = read<T>(json.at(f.name), f.allowed, path);
    } else if (f.needed) {
      refuse_missing(path, f.meaning);
    } else if constexpr (Nested<T>) {  // NOLINT(bugprone-branch-clone): sees both discarded
      value = parse_config<T>(Json::object(), path);
    } else if constexpr (Chosen<T>) {
      value = read<T>(write(value), f.allowed, path);
    }
  };
  std::apply([&](const auto&... f) { (set(f), ...); }, Config::fields());
  return config;
}

template <class Config>
Json to_json(const Config& config) {
  Json json = Json::object();
  std::apply(
      [&](const auto&... f) { ((json[f.name] = fields_detail::write(config.*f.member)), ...); },
      Config::fields());
  return json;
}

/// The settings of a config struct, nested ones with dotted names.
template <class Config>
std::vector<FieldInfo> describe_fields(const std::string& prefix = "") {
  std::vector<FieldInfo> infos;
  const Config config;
  const auto add = [&]<class Owner, class T>(const Field<Owner, T>& f) {
    if constexpr (fields_detail::Nested<T>) {
      for (auto& info : describe_fields<T>(prefix + f.name + ".")) infos.push_back(std::move(info));
    } else {
      Json initial;
      if constexpr (std::is_same_v<T, std::vector<Choice>>) {
        initial = fields_detail::written(config.*f.member, true);
      } else {
        initial = fields_detail::write(config.*f.member);
      }
      if (f.needed) initial = nullptr;
      infos.push_back(
          {prefix + f.name, fields_detail::type_name<T>(), initial, f.allowed.text, f.meaning});
    }
  };
  std::apply([&](const auto&... f) { (add(f), ...); }, Config::fields());
  return infos;
}

}  // namespace coopbench

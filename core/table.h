#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "core/fields.h"

namespace coopbench {

/// The parts of one kind that a name in a config may choose, in the order in which they are listed.
/// A new part is one more entry. `Table<Part(Context...)>` makes a Part from its settings and a
/// context.
template <class Signature>
class Table;

template <class Part, class... Context>
class Table<Part(Context...)> {
 public:
  struct Entry {
    std::string name, meaning;
    std::vector<FieldInfo> fields;
    std::vector<std::string> keys;
    std::function<Json(const Json& settings, const std::string& path)> resolve;
    std::function<Part(const Json& settings, Context...)> make;
  };

  /// `kind` names the parts in messages, as in "energy net". Throws std::logic_error for a name
  /// that stands twice.
  Table(std::string kind, std::vector<Entry> entries)
      : kind_(std::move(kind)), entries_(std::move(entries)) {
    auto sorted = names();
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
      throw std::logic_error("two entries for the " + kind_ + " '" + *twice + "'");
  }

  const std::string& kind() const { return kind_; }
  const std::vector<Entry>& entries() const { return entries_; }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : entries_) all.push_back(entry.name);
    return all;
  }

  /// Throws UserError that names the path, the valid names and the nearest.
  const Entry& at(const std::string& name, const std::string& path) const {
    for (const auto& entry : entries_)
      if (entry.name == name) return entry;
    throw UserError(path + ": there is no " + kind_ + " '" + name + "'" +
                    did_you_mean(name, names()) + "; there are " + listed(names()));
  }

  /// Checks {"name": ..., settings...} strictly and fills in the defaults. A name alone stands for
  /// the part with its defaults.
  Json resolve(const Json& choice, const std::string& path) const {
    if (choice.is_string())
      return resolve({{"name", at(choice.template get<std::string>(), path).name}}, path);
    if (!choice.contains("name") || !choice.at("name").is_string())
      throw UserError(path + ".name: is missing; there are " + listed(names()));
    const Entry& entry = at(choice.at("name").template get<std::string>(), path + ".name");
    Json settings = choice;
    settings.erase("name");
    need_own(settings, entry, path);
    Json resolved = {{"name", entry.name}};
    resolved.update(entry.resolve(settings, path));
    return resolved;
  }

  /// Makes the part of a resolved choice.
  Part make(const Choice& choice, Context... context) const {
    Json settings = choice.json;
    settings.erase("name");
    return at(choice.name(), "name").make(settings, context...);
  }

  /// The name, and behind it the settings that are not the defaults: "precision", "precision (k
  /// 3)".
  std::string label(const Choice& choice) const {
    Json initial = Json::object();
    for (const FieldInfo& info : at(choice.name(), "name").fields)
      set_path(initial, info.name, info.initial);
    std::string changed;
    for (const auto& [key, value] : choice.json.items()) {
      if (key == "name" || value == initial[key]) continue;
      changed += (changed.empty() ? "" : ", ") + key + " " +
                 (value.is_string() ? value.template get<std::string>() : value.dump());
    }
    return changed.empty() ? choice.name() : choice.name() + " (" + changed + ")";
  }

  /// The table with these of its entries, as parts of that kind.
  Table only(std::string kind, const std::vector<std::string>& names) const {
    std::vector<Entry> some;
    for (const auto& name : names) some.push_back(at(name, kind));
    return {std::move(kind), std::move(some)};
  }

  /// For a config struct: the value must be a choice from this table.
  Allowed choice() const {
    return {
        .text = "one of " + listed(names()),
        .holds = [](const Json&) { return true; },
        .resolve = [table = *this](const Json& json,
                                   const std::string& path) { return table.resolve(json, path); },
        .names = names()};
  }

  /// Both tables' entries. Throws std::logic_error for a name that stands in both.
  Table joined(const Table& other) const {
    auto all = entries_;
    all.insert(all.end(), other.entries_.begin(), other.entries_.end());
    return Table(kind_, std::move(all));
  }

 private:
  /// Throws UserError for a setting that only others of the table have, and says which.
  void need_own(const Json& settings, const Entry& entry, const std::string& path) const {
    for (const auto& setting : settings.items()) {
      const auto has = [&](const Entry& other) {
        return std::find(other.keys.begin(), other.keys.end(), setting.key()) != other.keys.end();
      };
      std::vector<std::string> others;
      for (const Entry& other : entries_)
        if (has(other)) others.push_back(other.name);
      if (!has(entry) && !others.empty())
        throw UserError(path + "." + setting.key() + ": is no setting of the " + kind_ + " '" +
                        entry.name + "' but of " + listed(others) +
                        (entry.keys.empty() ? "" : "; allowed here: " + listed(entry.keys)));
    }
  }

  std::string kind_;
  std::vector<Entry> entries_;
};

/// For a config struct: a choice from the table that `table_of` returns, which is asked for when a
/// config is parsed: for a part that is made of other parts of its own table. `text` says what may
/// be chosen.
template <class TableOf>
Allowed choice_from(TableOf table_of, const std::string& text) {
  return {.text = text,
          .holds = [](const Json&) { return true; },
          .resolve = [table_of](const Json& json,
                                const std::string& path) { return table_of().resolve(json, path); },
          .names = {}};
}

/// An entry whose part is made by `make(const Config&, Context...)`.
template <class Config, class Part, class... Context>
typename Table<Part(Context...)>::Entry entry(std::string name, std::string meaning,
                                              Part (*make)(const Config&, Context...)) {
  return {std::move(name),
          std::move(meaning),
          describe_fields<Config>(),
          field_names<Config>(),
          [](const Json& settings, const std::string& path) {
            return to_json(parse_config<Config>(settings, path));
          },
          [make](const Json& settings, Context... context) {
            return make(parse_config<Config>(settings, ""), context...);
          }};
}

/// The settings of a part that has none.
struct NoSettings {
  static auto fields() { return std::tuple<>{}; }
};

}  // namespace coopbench

#include "records/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "records/schema.h"

namespace coopbench {
namespace {

using Number = std::optional<double>;

constexpr std::pair<const char*, Number MetricRow::*> kNumbers[] = {
    {"estimate", &MetricRow::estimate},
    {"low", &MetricRow::low},
    {"high", &MetricRow::high},
    {"floor", &MetricRow::floor},
    {"p_value", &MetricRow::p_value}};

constexpr std::pair<const char*, std::string MetricRow::*> kTexts[] = {
    {"key", &MetricRow::key},   {"table", &MetricRow::table}, {"group", &MetricRow::group},
    {"name", &MetricRow::name}, {"unit", &MetricRow::unit},   {"word", &MetricRow::word},
    {"note", &MetricRow::note}};

constexpr std::pair<const char*, Direction> kDirections[] = {
    {"lower", Direction::lower}, {"higher", Direction::higher}, {"neither", Direction::neither}};

Json row_json(const MetricRow& row) {
  Json json = Json::object();
  for (const auto& [name, member] : kTexts)
    if (!(row.*member).empty()) json[name] = row.*member;
  for (const auto& [name, direction] : kDirections)
    if (row.better == direction) json["better"] = name;
  if (row.share) json["share"] = true;
  for (const auto& [name, member] : kNumbers)
    if (row.*member) json[name] = finite_or_null(*(row.*member));
  if (!row.estimate && row.word.empty()) json["estimate"] = nullptr;
  if (!row.details.empty()) json["details"] = row.details;
  return json;
}

/// Throws UserError for a row that is none.
MetricRow row_of(const Json& json, size_t place) {
  const auto need = [&](bool holds, const std::string& name, const char* what) {
    if (!holds)
      throw UserError(
          fmt::format("rows[{}]{}: must be {}", place, name.empty() ? "" : "." + name, what));
  };
  need(json.is_object(), "", "an object");
  MetricRow row;
  for (const auto& [name, member] : kTexts) {
    need(!json.contains(name) || json.at(name).is_string(), name, "a text");
    row.*member = json.value(name, "");
  }
  need(!row.key.empty(), "key", "given");
  need(!json.contains("better") || json.at("better").is_string(), "better", "a text");
  for (const auto& [name, direction] : kDirections)
    if (json.value("better", "neither") == name) row.better = direction;
  need(!json.contains("share") || json.at("share").is_boolean(), "share", "true or false");
  row.share = json.value("share", false);
  for (const auto& [name, member] : kNumbers) {
    if (!json.contains(name) || json.at(name).is_null()) continue;
    need(json.at(name).is_number(), name, "a number or null");
    row.*member = json.at(name).get<double>();
  }
  row.details = json.value("details", Json::object());
  return row;
}

/// A count under that key, 0 where there is none. Throws UserError for anything else.
int64_t count_of(const Json& json, const char* key) {
  if (!json.contains(key)) return 0;
  if (!fields_detail::fits_whole(json.at(key)) || json.at(key) < 0)
    throw UserError(fmt::format("{}: must be a whole number", key));
  return json.at(key).get<int64_t>();
}

Json numbers_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(finite_or_null(value));
  return list;
}

std::vector<double> numbers_of(const Json& list) {
  std::vector<double> values;
  for (const Json& value : list)
    values.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                     : value.get<double>());
  return values;
}

MetricsRecord metrics_of(const Json& json) {
  MetricsRecord metrics{.part = json.value("part", "test"),
                        .batch_norm = json.value("batch_norm", ""),
                        .samples = count_of(json, "samples"),
                        .real = count_of(json, "real"),
                        .rows = {},
                        .notes = {},
                        .series = {}};
  if (json.contains("width") && !json.at("width").is_null())
    metrics.width = json.at("width").get<double>();
  std::set<std::string> keys;
  for (const Json& row : json.value("rows", Json::array())) {
    metrics.rows.push_back(row_of(row, metrics.rows.size()));
    const std::string& key = metrics.rows.back().key;
    if (!keys.insert(key).second)
      throw UserError(fmt::format("rows[{}].key: '{}' stands twice", metrics.rows.size() - 1, key));
  }
  const Json notes = json.value("notes", Json::object()),
             series = json.value("series", Json::object());
  for (const auto& [table, texts] : notes.items())
    metrics.notes.emplace_back(table, texts.get<std::vector<std::string>>());
  for (const auto& [key, values] : series.items())
    metrics.series.emplace_back(key, numbers_of(values));
  return metrics;
}

}  // namespace

const MetricRow* MetricsRecord::row(std::string_view key) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const MetricRow& r) { return r.key == key; });
  return found == rows.end() ? nullptr : &*found;
}

const std::vector<double>& MetricsRecord::values(std::string_view key) const {
  static const std::vector<double> none;
  for (const auto& [name, values] : series)
    if (name == key) return values;
  return none;
}

MetricsRecord read_metrics(const std::filesystem::path& file) {
  const Json json = read_versioned(file);
  try {
    return metrics_of(json);
  } catch (const UserError& error) {
    throw UserError(file.string() + ": " + error.what());
  } catch (const Json::exception&) {
    throw UserError(file.string() + ": holds a value of another type than metrics.json has");
  }
}

void write_metrics(const std::filesystem::path& file, const MetricsRecord& metrics) {
  Json rows = Json::array(), notes = Json::object(), series = Json::object();
  for (const MetricRow& row : metrics.rows) rows.push_back(row_json(row));
  for (const auto& [table, texts] : metrics.notes) notes[table] = texts;
  for (const auto& [key, values] : metrics.series) series[key] = numbers_json(values);
  write_versioned(file, {{"part", metrics.part},
                         {"batch_norm", metrics.batch_norm},
                         {"samples", metrics.samples},
                         {"real", metrics.real},
                         {"width", metrics.width ? finite_or_null(*metrics.width) : Json()},
                         {"rows", rows},
                         {"notes", notes},
                         {"series", series}});
}

}  // namespace coopbench

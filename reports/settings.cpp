#include "reports/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/html.h"
#include "reports/palette.h"

namespace coopbench {
namespace {

void flatten(const Json& json, const std::string& path,
             std::vector<std::pair<std::string, std::string>>& out) {
  if (json.is_object() && !json.empty()) {
    for (const auto& [key, value] : json.items())
      flatten(value, path.empty() ? key : path + "." + key, out);
  } else if (!path.empty()) {
    out.emplace_back(path, json.is_string() ? json.get<std::string>() : json.dump());
  }
}

/// Joins the settings of several files by path, in the order in which paths first appear.
std::vector<Setting> joined(const std::vector<Json>& files) {
  std::vector<Setting> rows;
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < files.size(); ++i) {
    std::vector<std::pair<std::string, std::string>> flat;
    flatten(files[i], "", flat);
    for (const auto& [path, value] : flat) {
      const auto [place, fresh] = places.try_emplace(path, rows.size());
      if (fresh) rows.push_back({path, std::vector<std::string>(files.size())});
      rows[place->second].values[i] = value;
    }
  }
  return rows;
}

std::string cell(const std::string& value) {
  return value.empty() ? "<td class=\"none\">–</td>" : "<td>" + escaped(value) + "</td>";
}

std::string differing_table(const std::vector<Setting>& rows, const SavedComparison& c) {
  std::string html = "<div class=\"scroll\"><table class=\"settings\"><thead><tr><th>setting</th>";
  for (const std::string& method : c.methods)
    html +=
        fmt::format("<th style=\"color:{}\">{}</th>", method_colour(c, method), escaped(method));
  html += "</tr></thead>\n<tbody>\n";
  for (const Setting& row : rows) {
    if (row.same()) continue;
    html += "<tr class=\"differs\"><th>≠ " + escaped(row.path) + "</th>";
    for (const std::string& value : row.values) html += cell(value);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

/// Path and value; where runs differ the values that occur.
std::string value_table(const std::vector<Setting>& rows, bool only_same) {
  std::string html = "<div class=\"scroll\"><table class=\"settings\"><tbody>\n";
  for (const Setting& row : rows) {
    if (only_same && !row.same()) continue;
    std::vector<std::string> values;
    for (const std::string& value : row.values)
      if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
        values.push_back(value);
    std::string text;
    for (size_t i = 0; i < values.size(); ++i) text += (i > 0 ? ", " : "") + values[i];
    html += "<tr><th>" + escaped(row.path) + "</th>" + cell(text) + "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

bool Setting::same() const {
  return std::all_of(values.begin(), values.end(),
                     [&](const std::string& v) { return v == values.front(); });
}

std::vector<Setting> settings(const SavedComparison& c) {
  std::vector<Json> files;
  for (const std::string& method : c.methods) {
    Json config;
    for (const SavedRun* run : c.of(method))
      if (config.is_null() && run->config.is_object()) config = run->config;
    for (const char* key : {"method", "seed"})
      if (config.is_object()) config.erase(key);
    files.push_back(std::move(config));
  }
  return joined(files);
}

std::vector<std::string> without_settings(const SavedComparison& c) {
  std::vector<std::string> methods;
  for (const std::string& method : c.methods) {
    const auto runs = c.of(method);
    if (std::none_of(runs.begin(), runs.end(),
                     [](const SavedRun* run) { return run->config.is_object(); }))
      methods.push_back(method);
  }
  return methods;
}

std::vector<Setting> machines(const SavedComparison& c) {
  std::vector<Json> files;
  for (const SavedRun& run : c.runs)
    if (run.machine.is_object()) files.push_back(run.machine);
  return joined(files);
}

std::string skipped_files(const SavedComparison& c) {
  for (const SavedRun& run : c.runs) {
    if (!run.data.is_object()) continue;
    try {
      const auto record = parse_config<DataRecord>(run.data, "data.json");
      if (record.skipped < 1) continue;
      return fmt::format("{} file{} of the data {} left out, for {} no usable picture{}: {}",
                         record.skipped, record.skipped == 1 ? "" : "s",
                         record.skipped == 1 ? "was" : "were",
                         record.skipped == 1 ? "it is" : "they are", record.skipped == 1 ? "" : "s",
                         listed(record.reasons, 5));
    } catch (const UserError&) {  // written by another program
    }
  }
  return "";
}

std::string settings_section(const SavedComparison& c) {
  const auto rows = settings(c);
  const auto machine = machines(c);
  const bool differ =
      std::any_of(rows.begin(), rows.end(), [](const Setting& s) { return !s.same(); });
  std::string html;
  if (const std::string skipped = skipped_files(c); !skipped.empty())
    html += "<p>" + escaped(skipped) + "</p>\n";
  if (c.methods.size() > 1 && differ)
    html += "<h3>What differs between the methods</h3>\n" + differing_table(rows, c);
  html += c.methods.size() > 1 ? folded("Shared by all methods", value_table(rows, true), true)
                               : folded("All settings", value_table(rows, false), true);
  if (!machine.empty()) html += folded("Versions and machine", value_table(machine, false), true);
  return html;
}

}  // namespace coopbench

#include "core/columns.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace coopbench {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  for (size_t from = 0; from <= line.size();) {
    const size_t comma = std::min(line.find(',', from), line.size());
    fields.push_back(line.substr(from, comma - from));
    from = comma + 1;
  }
  return fields;
}

double number(std::string_view field) {
  double value = kNaN;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  return error == std::errc{} && end == field.data() + field.size() ? value : kNaN;
}

}  // namespace

const std::vector<double>& Columns::at(std::string_view name) const {
  static const std::vector<double> none;
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return values[i];
  return none;
}

double Columns::last(std::string_view name) const { return has(name) ? at(name).back() : kNaN; }

Columns parse_columns(std::string_view text) {
  Columns columns;
  for (size_t from = 0; from < text.size();) {
    const size_t end = text.find('\n', from);
    if (end == std::string_view::npos) break;
    std::string_view line = text.substr(from, end - from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    from = end + 1;
    const auto fields = split(line);
    if (columns.names.empty()) {
      columns.names.assign(fields.begin(), fields.end());
      columns.values.resize(fields.size());
    } else if (fields.size() == columns.names.size()) {
      for (size_t i = 0; i < fields.size(); ++i) columns.values[i].push_back(number(fields[i]));
    }
  }
  return columns;
}

}  // namespace coopbench

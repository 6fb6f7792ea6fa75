#include "records/columns.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace coopbench {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Whether `value` is the number that the field holds; NaN for one that holds none.
bool read_number(std::string_view field, double& value) {
  const char* const last = field.data() + field.size();
  const auto [end, error] = std::from_chars(field.data(), last, value);
  const bool good = error == std::errc{} && end == last;
  if (!good) value = kNaN;
  return good;
}

}  // namespace

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (size_t from = 0; from <= line.size();) {
    const size_t comma = std::min(line.find(',', from), line.size());
    fields.push_back(line.substr(from, comma - from));
    from = comma + 1;
  }
  return fields;
}

const std::vector<double>& Columns::at(std::string_view name) const {
  static const std::vector<double> none;
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return values[i];
  return none;
}

double Columns::last(std::string_view name) const { return has(name) ? at(name).back() : kNaN; }

void Columns::add(std::string_view line) {
  const auto fields = fields_of(line);
  if (++lines == 1) {
    names.assign(fields.begin(), fields.end());
    values.resize(fields.size());
    return;
  }
  if (fields.size() != names.size()) {
    if (uneven_line == 0) uneven_line = lines;
    return;
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    double value = kNaN;
    if (!read_number(fields[i], value) && !fields[i].empty() && odd_line == 0) odd_line = lines;
    values[i].push_back(value);
  }
}

Columns parse_columns(std::string_view text) {
  Columns columns;
  for (size_t from = 0; from < text.size();) {
    const size_t end = text.find('\n', from);
    if (end == std::string_view::npos) break;
    std::string_view line = text.substr(from, end - from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    columns.add(line);
    from = end + 1;
  }
  return columns;
}

}  // namespace coopbench

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// The fields of a CSV line, the texts between its commas; they point into it.
std::vector<std::string_view> fields_of(std::string_view line);

/// A CSV file of numbers as named columns of equal length.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  // one vector a name
  int64_t lines = 0;                        // with the header
  /// The first line, from 1, with another number of fields than the header; 0: none has.
  int64_t uneven_line = 0;
  /// The first line with a field that is neither empty nor a number; 0: none has.
  int64_t odd_line = 0;

  /// The column of that name; empty if the file has none.
  const std::vector<double>& at(std::string_view name) const;
  bool has(std::string_view name) const { return !at(name).empty(); }
  /// The last value of a column, NaN if there is none.
  double last(std::string_view name) const;

  /// Takes the next line, without its end: the header first, then rows of numbers. An empty field
  /// or one that is no number is NaN; "nan" and "inf" are read as such. A row with another number
  /// of fields than the header is left out.
  void add(std::string_view line);
};

/// The columns of a text. A last row without its line end (half-written) is left out.
Columns parse_columns(std::string_view text);

}  // namespace coopbench

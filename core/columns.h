#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// A CSV file of numbers as named columns of equal length.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  // one vector a name

  /// The column of that name; empty if the file has none.
  const std::vector<double>& at(std::string_view name) const;
  bool has(std::string_view name) const { return !at(name).empty(); }
  /// The last value of a column, NaN if there is none.
  double last(std::string_view name) const;
};

/// Reads a header and rows of numbers. An empty field or one that is no number is NaN; "nan" and
/// "inf" are read as such. A last row without its line end (half-written) and rows with another
/// number of fields than the header are left out.
Columns parse_columns(std::string_view text);

}  // namespace coopbench

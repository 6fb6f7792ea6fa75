#include "records/read_log.h"

#include <algorithm>

#include "core/errors.h"
#include "records/line_reader.h"

namespace coopbench {
namespace {

/// Throws UserError: iterations are whole numbers from 0 on, each above the one before.
void need_ascending(const std::vector<double>& iterations, const std::string& file) {
  constexpr double most = 9e15;  // a double holds whole numbers as far as that
  double before = -1;
  for (size_t i = 0; i < iterations.size(); ++i) {
    if (!(iterations[i] > before && iterations[i] < most))
      throw UserError(fmt::format(
          "{}: line {}: its iteration does not follow that of the row before", file, i + 2));
    before = iterations[i];
  }
}

}  // namespace

Columns read_columns(const std::filesystem::path& file, const std::vector<std::string>& needed) {
  Columns columns;
  LineReader lines(file, kLongestLog);
  while (const auto line = lines.next()) columns.add(*line);
  if (columns.lines == 0) return columns;
  for (const std::string& name : needed)
    if (std::find(columns.names.begin(), columns.names.end(), name) == columns.names.end())
      throw UserError(fmt::format("{}: has no column '{}'", file.string(), name));
  if (columns.uneven_line > 0)
    throw UserError(fmt::format("{}: line {} has another number of fields than the header",
                                file.string(), columns.uneven_line));
  need_ascending(columns.at("iteration"), file.string());
  return columns;
}

}  // namespace coopbench

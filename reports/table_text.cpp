#include <algorithm>

#include "core/printable.h"
#include "reports/table.h"

namespace coopbench {
namespace {

/// Characters of a UTF-8 text: its bytes less those that continue a character.
size_t width(const std::string& text) {
  return size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A heading over two lines: its first word above the rest.
std::pair<std::string, std::string> halves(const std::string& heading) {
  const size_t space = heading.find(' ');
  if (space == std::string::npos) return {"", heading};
  return {heading.substr(0, space), heading.substr(space + 1)};
}

}  // namespace

std::string text_table(const ResultTable& table) {
  std::vector<std::vector<std::string>> lines(2, {"", ""});
  lines[1] = {"method", "seed"};
  for (const std::string& heading : table.columns) {
    const auto [above, below] = halves(heading);
    lines[0].push_back(above);
    lines[1].push_back(below);
  }
  std::string previous;
  for (const TableRow& row : table.rows) {
    std::vector<std::string> line{row.name == previous ? "" : printable(row.name), row.seed};
    previous = row.name;
    for (const auto& [value, detail] : row.cells)
      line.push_back(printable(
          row.kind == TableRow::Kind::method && !detail.empty() ? value + " " + detail : value));
    lines.push_back(std::move(line));
  }

  std::vector<size_t> widths(table.columns.size() + 2, 0);
  for (const auto& line : lines)
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));

  std::string text;
  for (size_t l = 0; l < lines.size(); ++l) {
    std::string out;
    for (size_t i = 0; i < lines[l].size(); ++i)
      out += lines[l][i] + std::string(widths[i] - width(lines[l][i]) + 2, ' ');
    text += out.substr(0, out.find_last_not_of(' ') + 1) + "\n";
    if (l == 1) {
      size_t total = 0;
      for (const size_t w : widths) total += w + 2;
      text += std::string(total - 2, '-') + "\n";
    }
  }
  // A folder may hold what a terminal obeys, and line ends that would begin a sentence.
  for (const std::string& note : table.notes) text += printable(note, std::string::npos - 1) + "\n";
  return text;
}

}  // namespace coopbench

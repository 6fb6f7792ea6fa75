#include "reports/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "metrics/seeds.h"
#include "reports/html.h"

namespace coopbench {
namespace {

std::string with_comma(const std::string& before, const std::string& next) {
  return before.empty() || next.empty() ? before + next : before + ", " + next;
}

/// "[0.1, 0.2], p 0.031", as far as the row has them.
std::string detail_of(const MetricRow& row) {
  std::string text;
  if (row.low && row.high)
    text = fmt::format("[{}, {}]", number_text(*row.low), number_text(*row.high));
  return row.p_value ? with_comma(text, "p " + number_text(*row.p_value)) : text;
}

/// The interval of a share ends where a share does.
TableCell mean_cell(const std::vector<double>& values, bool share) {
  Summary s = over_seeds(values);
  if (share) s.low = std::max(s.low, 0.0), s.high = std::min(s.high, 1.0);
  return {number_text(s.mean), fmt::format("[{}, {}]", number_text(s.low), number_text(s.high))};
}

/// "p below 0.05 in 1 of 7", of rows that have one.
std::string significant(const std::vector<const MetricRow*>& rows) {
  const auto count = [&](auto is) { return std::count_if(rows.begin(), rows.end(), is); };
  const auto all = count([](const MetricRow* row) { return row->p_value.has_value(); });
  if (all == 0) return "";
  return fmt::format("p below 0.05 in {} of {}",
                     count([](const MetricRow* row) { return row->p_value.value_or(1) < 0.05; }),
                     all);
}

/// The row of that key over the seeds of a method: a mean from kSeedsForRanking on, else a value a
/// seed. Where a run has no such row the cell says what became of the runs.
TableCell cell_of(const std::vector<const SavedRun*>& runs, const std::string& key) {
  std::vector<const MetricRow*> rows;
  for (const SavedRun* run : runs)
    if (const MetricRow* row = run->row(key)) rows.push_back(row);
  const std::string missing = missing_text(runs);
  if (rows.size() < runs.size() && !missing.empty()) return {missing, ""};
  std::vector<double> values;
  TableCell cell;
  for (const MetricRow* row : rows) {
    if (row->estimate) values.push_back(*row->estimate);
    if (!row->estimate && row->word.empty()) continue;
    cell.value =
        with_comma(cell.value, row->word.empty() ? number_text(*row->estimate) : row->word);
    cell.detail = with_comma(cell.detail, detail_of(*row));
  }
  if (values.size() >= kSeedsForRanking && values.size() == runs.size()) {
    TableCell mean = mean_cell(values, rows.front()->share);
    mean.detail = with_comma(mean.detail, significant(rows));
    return mean;
  }
  return cell.value.empty() ? TableCell{"-", ""} : cell;
}

/// "precision, share ↑": the arrow points to the better values.
std::string label(const MetricRow& row) {
  const char* arrow = row.better == Direction::lower    ? " ↓"
                      : row.better == Direction::higher ? " ↑"
                                                        : "";
  return with_comma(row.name, row.unit) + arrow;
}

/// Every row of the runs once, in the order in which they first appear.
std::vector<const MetricRow*> distinct_rows(const SavedComparison& c) {
  std::vector<const MetricRow*> rows;
  std::set<std::string> keys;
  for (const SavedRun& run : c.runs)
    if (run.metrics)
      for (const MetricRow& row : run.metrics->rows)
        if (keys.insert(row.key).second) rows.push_back(&row);
  return rows;
}

/// The values of the rows, each once, in the order of their first appearance.
template <class Value>
std::vector<std::string> in_order(const std::vector<const MetricRow*>& rows, Value value) {
  std::vector<std::string> values;
  for (const MetricRow* row : rows)
    if (std::find(values.begin(), values.end(), value(*row)) == values.end())
      values.push_back(value(*row));
  return values;
}

/// What the target law gets in a row.
TableCell floor_cell(const SavedComparison& c, const std::string& key) {
  for (const SavedRun& run : c.runs)
    if (const MetricRow* row = run.row(key); row && row->floor)
      return {number_text(*row->floor), ""};
  return {"-", ""};
}

/// Adds a text that does not yet stand there.
void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

/// A note of a row and the runs that have it.
struct RowNote {
  std::string text;
  std::vector<std::string> runs;
};

/// "stability, verdict: ...", a line for each text, with its runs where there are several.
void add_lines(std::vector<std::string>& lines, const std::string& row,
               const std::vector<RowNote>& notes) {
  for (const RowNote& note : notes)
    lines.push_back(fmt::format("{}{}: {}", row,
                                notes.size() > 1 ? fmt::format(" ({})", listed(note.runs, 6)) : "",
                                note.text));
}

/// What to know of the rows of a table: its own notes, and those of its rows.
std::vector<std::string> notes_of(const SavedComparison& c, const std::string& table) {
  std::vector<std::string> notes, rows;
  std::map<std::string, std::vector<RowNote>> of_rows;
  for (const SavedRun& run : c.runs) {
    if (!run.metrics) continue;
    for (const auto& [title, texts] : run.metrics->notes)
      if (title == table)
        for (const std::string& text : texts) add_once(notes, text);
    for (const MetricRow& row : run.metrics->rows) {
      if (row.table != table || row.note.empty()) continue;
      const std::string heading = with_comma(row.group, row.name);
      add_once(rows, heading);
      std::vector<RowNote>& of_row = of_rows[heading];
      const auto same = std::find_if(of_row.begin(), of_row.end(),
                                     [&](const RowNote& note) { return note.text == row.note; });
      const std::string name = fmt::format("{} seed {}", run.method, run.seed);
      if (same != of_row.end())
        same->runs.push_back(name);
      else
        of_row.push_back({row.note, {name}});
    }
  }
  for (const std::string& row : rows) add_lines(notes, row, of_rows.at(row));
  return notes;
}

MeasureTable table_of(const SavedComparison& c, const std::string& title,
                      const std::vector<const MetricRow*>& rows) {
  MeasureTable table{.title = title, .columns = c.methods, .rows = {}, .notes = notes_of(c, title)};
  const auto any = [&](auto is) { return std::any_of(rows.begin(), rows.end(), is); };
  const bool floor =
      any([&](const MetricRow* row) { return floor_cell(c, row->key).value != "-"; });
  if (floor) {
    table.columns.emplace_back("target law");
    table.notes.emplace_back(
        "Target law: as many training images with the data noise of training in place of the "
        "samples, what a perfect sampler would get.");
  }
  if (any([](const MetricRow* row) { return row->better != Direction::neither; }))
    table.notes.emplace_back("↓ lower is better, ↑ higher is better.");
  for (const std::string& group : in_order(rows, [](const MetricRow& row) { return row.group; }))
    for (const MetricRow* row : rows) {
      if (row->group != group) continue;
      MeasureRow line{group, label(*row), {}};
      for (const std::string& method : c.methods)
        line.cells.push_back(cell_of(c.of(method), row->key));
      if (floor) line.cells.push_back(floor_cell(c, row->key));
      table.rows.push_back(std::move(line));
    }
  return table;
}

}  // namespace

std::vector<MeasureTable> measure_tables(const SavedComparison& c) {
  const std::vector<const MetricRow*> rows = distinct_rows(c);
  std::vector<MeasureTable> tables;
  for (const std::string& title : in_order(rows, [](const MetricRow& row) { return row.table; })) {
    if (title.empty()) continue;
    std::vector<const MetricRow*> own;
    for (const MetricRow* row : rows)
      if (row->table == title) own.push_back(row);
    tables.push_back(table_of(c, title, own));
  }
  return tables;
}

std::string measure_html(const MeasureTable& table) {
  if (table.rows.empty()) return "";
  std::string html = fmt::format(
      "<div class=\"scroll\"><table class=\"results measures{}\"><thead><tr><th>{}</th><th>{}</th>",
      table.sentences ? " sentences" : "", escaped(table.group_heading),
      escaped(table.name_heading));
  for (const std::string& column : table.columns) html += "<th>" + escaped(column) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  std::string previous;
  for (const MeasureRow& row : table.rows) {
    html += fmt::format("<tr class=\"seed{}\"><th>{}</th><td data-label=\"{}\">{}</td>",
                        row.group == previous ? "" : " first",
                        row.group == previous ? "" : escaped(row.group),
                        escaped(table.name_heading), escaped(row.name));
    previous = row.group;
    for (size_t i = 0; i < row.cells.size(); ++i)
      html += fmt::format(
          "<td data-label=\"{}\"><span>{}{}</span></td>", escaped(table.columns[i]),
          escaped(row.cells[i].value),
          row.cells[i].detail.empty() ? "" : "<small>" + escaped(row.cells[i].detail) + "</small>");
    html += "</tr>\n";
  }
  html += "</tbody></table></div>\n<ul class=\"notes\">\n";
  for (const std::string& note : table.notes) html += "<li>" + escaped(note) + "</li>\n";
  return html + "</ul>\n";
}

}  // namespace coopbench

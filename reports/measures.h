#pragma once

#include <string>
#include <vector>

#include "reports/table.h"

namespace coopbench {

/// One line of a table with a column a method.
struct MeasureRow {
  std::string group, name;       // such as the feature space and the metric
  std::vector<TableCell> cells;  // one a method, then one for each further column
};

struct MeasureTable {
  std::string title;
  std::vector<std::string> columns;  // the cells' headings
  std::vector<MeasureRow> rows;
  std::vector<std::string> notes;
  std::string group_heading = "", name_heading = "";
  bool sentences = false;  ///< cells are words that may go over several lines
};

/// The rows of metrics.json that name a table, whatever they are: a table a title and a line a key,
/// both in the order of their first appearance, lines of one group together. From five seeds on a
/// cell is the mean over seeds with its interval (Student's t), else the values of the seeds, each
/// with its own interval and p-value. A last column shows what the target law gets, where a row
/// says so.
std::vector<MeasureTable> measure_tables(const SavedComparison& comparison);

/// The table as HTML.
std::string measure_html(const MeasureTable& table);

}  // namespace coopbench

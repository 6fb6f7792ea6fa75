#pragma once

#include <string>
#include <vector>

#include "reports/run_folder.h"

namespace coopbench {

/// Seeds below which no mean is shown: an interval from so few says next to nothing.
inline constexpr size_t kSeedsForRanking = 5;

struct TableCell {
  std::string value, detail;  // detail: the interval
};

struct TableRow {
  enum class Kind { method, seed, baseline };
  Kind kind;
  std::string name, seed;  // the method or baseline; of a `method` row seed is the number of seeds
  std::vector<TableCell> cells;
};

struct ResultTable {
  std::vector<std::string> columns;  // the cells' headings
  std::vector<TableRow> rows;
  std::vector<std::string> notes;
};

/// The results of a comparison. Below kSeedsForRanking seeds a row a seed; else a row a method with
/// mean and 95 % interval over its seeds. Where a seed diverged, or has no result, the row of the
/// method says how many did in place of any mean. Baseline rows come last.
ResultTable tabulate(const SavedComparison& comparison);

/// What the verdicts of the runs mean and what to try, each once, with the methods that got it.
std::vector<std::string> advice_notes(const SavedComparison& comparison);

/// The rows of the single seeds, however many there are.
std::vector<TableRow> seed_rows(const SavedComparison& comparison);

/// The table for a terminal: aligned columns, UTF-8, notes below. Only means carry their intervals.
std::string text_table(const ResultTable& table);

/// "0.0123"; "-" for a value that is not there.
std::string mmd2_text(double value);
/// Four significant digits, of 10 000 and more all in front of the point.
std::string number_text(double value);
/// A whole number in groups of three digits, below 1e18.
std::string count_text(double value);
/// "1 of 2 diverged, 1 of 2 unfinished"; empty if each of these runs finished.
std::string missing_text(const std::vector<const SavedRun*>& runs);
/// "2 stable, 1 oscillating"; empty if no run has a verdict.
std::string verdict_counts(const std::vector<const SavedRun*>& runs);

}  // namespace coopbench

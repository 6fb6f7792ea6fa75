#include "reports/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "metrics/seeds.h"
#include "metrics/stability.h"

namespace coopbench {
namespace {

constexpr const char* kSamples[] = {"mmd2.end", "mmd2.start", "mmd2.noise_end"};

std::string seconds_text(double value) {
  if (!std::isfinite(value)) return "-";
  return value < 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
}

std::string updates_text(double energy, double generator) {
  if (!std::isfinite(energy)) return "-";
  return count_text(energy) + " / " + count_text(std::isfinite(generator) ? generator : 0);
}

/// Null where a run has not finished or has no such estimate.
const MetricRow* mmd2(const SavedRun& run, const char* key) {
  const MetricRow* row = run.finished() ? run.row(key) : nullptr;
  return row && row->estimate ? row : nullptr;
}

TableCell estimate_cell(double estimate, double low, double high) {
  return {mmd2_text(estimate), fmt::format("[{}, {}]", mmd2_text(low), mmd2_text(high))};
}

TableCell estimate_cell(const MetricRow& row) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return estimate_cell(row.estimate.value_or(none), row.low.value_or(none),
                       row.high.value_or(none));
}

std::string outcome(const SavedRun& run) {
  if (run.diverged()) return fmt::format("diverged at {}", count_text(double(run.iteration)));
  return run.finished() ? "-" : run.status;
}

/// The verdict, and what it rests on.
TableCell verdict_cell(const SavedRun& run) {
  const MetricRow* verdict = run.row("stability.verdict");
  if (!verdict) return {run.diverged() ? "diverged" : "-", ""};
  return {verdict->word, verdict->note};
}

TableRow seed_row(const SavedRun& run) {
  TableRow row{TableRow::Kind::seed, run.method, std::to_string(run.seed), {}};
  for (const char* key : kSamples) {
    const MetricRow* found = mmd2(run, key);
    row.cells.push_back(found ? estimate_cell(*found) : TableCell{outcome(run), ""});
  }
  row.cells.push_back(verdict_cell(run));
  row.cells.push_back({count_text(run.spent("gradient_evaluations")), ""});
  row.cells.push_back(
      {updates_text(run.spent("energy_updates"), run.spent("generator_updates")), ""});
  for (const char* column : {"seconds", "cpu_seconds"})
    row.cells.push_back({seconds_text(run.time.last(column)), ""});
  return row;
}

double mean_last(const std::vector<const SavedRun*>& runs, const char* column, bool time) {
  double sum = 0;
  for (const SavedRun* run : runs) sum += time ? run->time.last(column) : run->spent(column);
  return sum / double(runs.size());
}

TableCell mean_cell(const std::vector<const SavedRun*>& runs, const char* key) {
  std::vector<double> values;
  for (const SavedRun* run : runs)
    if (const MetricRow* row = mmd2(*run, key)) values.push_back(*row->estimate);
  if (values.size() < runs.size()) return {"-", ""};
  const Summary s = over_seeds(values);
  return estimate_cell(s.mean, s.low, s.high);
}

TableRow method_row(const std::string& method, const std::vector<const SavedRun*>& runs) {
  TableRow row{TableRow::Kind::method, method, fmt::format("{} seeds", runs.size()), {}};
  const std::string missing = missing_text(runs);
  if (!missing.empty()) {
    row.cells.assign(std::size(kSamples), {missing, ""});
  } else {
    for (const char* key : kSamples) row.cells.push_back(mean_cell(runs, key));
  }
  const std::string verdicts = verdict_counts(runs);
  row.cells.push_back({verdicts.empty() ? "-" : verdicts, ""});
  if (!missing.empty()) {
    row.cells.resize(row.cells.size() + 4);
    return row;
  }
  row.cells.push_back({count_text(mean_last(runs, "gradient_evaluations", false)), ""});
  row.cells.push_back({updates_text(mean_last(runs, "energy_updates", false),
                                    mean_last(runs, "generator_updates", false)),
                       ""});
  for (const char* column : {"seconds", "cpu_seconds"})
    row.cells.push_back({seconds_text(mean_last(runs, column, true)), ""});
  return row;
}

std::vector<TableRow> baseline_rows(const SavedComparison& c) {
  std::vector<TableRow> rows;
  for (const char* key : {"baselines.target", "baselines.uniform_noise", "baselines.mean_image"}) {
    std::vector<std::pair<std::string, TableCell>> cells;  // a method's, without repetitions
    std::string label;
    for (const SavedRun& run : c.runs) {
      const MetricRow* found = run.row(key);
      if (!found) continue;
      label = found->name;
      const TableCell cell = estimate_cell(*found);
      const auto same = [&](const auto& other) {
        return other.second.value == cell.value && other.second.detail == cell.detail;
      };
      if (std::none_of(cells.begin(), cells.end(), same))
        cells.emplace_back(fmt::format("{}, {} seed {}", label, run.method, run.seed), cell);
    }
    for (const auto& [name, cell] : cells) {
      rows.push_back({TableRow::Kind::baseline, cells.size() == 1 ? label : name, "", {cell}});
      rows.back().cells.resize(std::size(kSamples) + 5);
    }
  }
  return rows;
}

bool any_negative(const SavedComparison& c) {
  for (const SavedRun& run : c.runs) {
    if (!run.metrics) continue;
    for (const MetricRow& row : run.metrics->rows)
      if ((row.key.starts_with("mmd2.") || row.key.starts_with("baselines.")) &&
          row.estimate.value_or(0) < 0)
        return true;
  }
  return false;
}

std::vector<std::string> notes(const SavedComparison& c) {
  std::vector<std::string> lines;
  if (c.seeds.size() < kSeedsForRanking)
    lines.push_back(
        fmt::format("too few seeds for means ({} of {}): the values of each seed are shown",
                    c.seeds.size(), kSeedsForRanking));
  else
    lines.push_back(
        fmt::format("mean over {} seeds with its 95 % interval (Student's t)", c.seeds.size()));
  for (const std::string& method : c.methods)
    if (const std::string missing = missing_text(c.of(method)); !missing.empty())
      lines.push_back(fmt::format("{}: {}, so no mean: the seeds left over don't stand for all",
                                  method, missing));
  if (any_negative(c))
    lines.emplace_back(
        "a slightly negative MMD² is valid: the estimate is unbiased, so for two samples of one "
        "distribution it falls on either side of 0");
  return lines;
}

}  // namespace

std::string mmd2_text(double value) {
  if (!std::isfinite(value)) return "-";
  if (std::abs(value) >= 1e4) return fmt::format("{:.4g}", value);
  const std::string text = fmt::format("{:.4f}", value);
  return text == "-0.0000" ? "0.0000" : text;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "-";
  const bool whole = std::abs(value) >= 1e4 && std::abs(value) < 1e9;
  return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

std::string count_text(double value) {
  if (!std::isfinite(value)) return "-";
  if (std::abs(value) >= 1e18) return fmt::format("{:.4g}", value);
  std::string digits = fmt::format("{:.0f}", std::abs(value));
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, " ");
  return value < 0 ? "-" + digits : digits;
}

std::string missing_text(const std::vector<const SavedRun*>& runs) {
  const auto count = [&](auto&& is) { return std::count_if(runs.begin(), runs.end(), is); };
  const auto diverged = count([](const SavedRun* r) { return r->diverged(); });
  const auto failed = count([](const SavedRun* r) { return r->status == "failed"; });
  const auto others = count([](const SavedRun* r) { return !r->finished(); }) - diverged - failed;
  std::string text;
  for (const auto& [n, word] : {std::pair{diverged, "diverged"}, std::pair{failed, "failed"},
                                std::pair{others, "unfinished"}})
    if (n > 0) text += fmt::format("{}{} of {} {}", text.empty() ? "" : ", ", n, runs.size(), word);
  return text;
}

std::string verdict_counts(const std::vector<const SavedRun*>& runs) {
  std::vector<std::pair<std::string, int>> counts;
  for (const SavedRun* run : runs) {
    const MetricRow* row = run->row("stability.verdict");
    if (!row) continue;
    const auto found = std::find_if(counts.begin(), counts.end(),
                                    [&](const auto& entry) { return entry.first == row->word; });
    if (found == counts.end())
      counts.emplace_back(row->word, 1);
    else
      ++found->second;
  }
  std::string text;
  for (const auto& [verdict, n] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, verdict);
  return text;
}

std::vector<std::string> advice_notes(const SavedComparison& c) {
  std::map<Verdict, std::vector<std::string>> methods;
  for (const SavedRun& run : c.runs) {
    const MetricRow* row = run.row("stability.verdict");
    const auto verdict = row ? verdict_named(row->word) : std::nullopt;
    if (!verdict) continue;
    auto& of = methods[*verdict];
    if (std::find(of.begin(), of.end(), run.method) == of.end()) of.push_back(run.method);
  }
  std::vector<std::string> lines;
  for (const auto& [verdict, of] : methods)
    lines.push_back(
        fmt::format("{} ({}): {}", name(verdict), fmt::join(of, ", "), advice(verdict)));
  return lines;
}

std::vector<TableRow> seed_rows(const SavedComparison& comparison) {
  std::vector<TableRow> rows;
  for (const SavedRun& run : comparison.runs) rows.push_back(seed_row(run));
  return rows;
}

ResultTable tabulate(const SavedComparison& c) {
  ResultTable table{
      .columns = {"MMD² of ends", "MMD² of starts", "MMD² from noise", "stability",
                  "gradient evaluations", "updates energy / generator", "seconds", "CPU seconds"},
      .rows = {},
      .notes = notes(c)};
  const bool single = c.seeds.size() < kSeedsForRanking;
  for (const std::string& method : c.methods) {
    const auto runs = c.of(method);
    if (!single || (runs.size() > 1 && !missing_text(runs).empty()))
      table.rows.push_back(method_row(method, runs));
    if (single)
      for (const SavedRun* run : runs) table.rows.push_back(seed_row(*run));
  }
  for (TableRow& row : baseline_rows(c)) table.rows.push_back(std::move(row));
  return table;
}

}  // namespace coopbench

#include "reports/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "metrics/seeds.h"

namespace coopbench {
namespace {

constexpr const char* kSamples[] = {"end", "start", "noise_end"};

std::string seconds_text(double value) {
  if (!std::isfinite(value)) return "-";
  return value < 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
}

std::string updates_text(double energy, double generator) {
  if (!std::isfinite(energy)) return "-";
  return count_text(energy) + " / " + count_text(std::isfinite(generator) ? generator : 0);
}

std::optional<Estimate> mmd2(const SavedRun& run, const std::string& which) {
  if (!run.finished() || !run.metrics) return {};
  const auto found = run.metrics->mmd2.find(which);
  if (found == run.metrics->mmd2.end() || !std::isfinite(found->second.estimate)) return {};
  return found->second;
}

TableCell estimate_cell(const Estimate& e) {
  return {mmd2_text(e.estimate), fmt::format("[{}, {}]", mmd2_text(e.low), mmd2_text(e.high))};
}

std::string outcome(const SavedRun& run) {
  if (run.diverged()) return fmt::format("diverged at {}", count_text(double(run.iteration)));
  return run.finished() ? "-" : run.status;
}

std::string verdict_text(const SavedRun& run) {
  if (!run.metrics || !run.metrics->stability) return run.diverged() ? "diverged" : "-";
  const SavedStability& s = *run.metrics->stability;
  return std::isfinite(s.b) ? fmt::format("{} (b {:.2f})", s.verdict, s.b) : s.verdict;
}

TableRow seed_row(const SavedRun& run) {
  TableRow row{TableRow::Kind::seed, run.method, std::to_string(run.seed), {}};
  for (const char* which : kSamples) {
    const auto e = mmd2(run, which);
    row.cells.push_back(e ? estimate_cell(*e) : TableCell{outcome(run), ""});
  }
  row.cells.push_back({verdict_text(run), ""});
  row.cells.push_back({count_text(run.train.last("gradient_evaluations")), ""});
  row.cells.push_back(
      {updates_text(run.train.last("energy_updates"), run.train.last("generator_updates")), ""});
  for (const char* column : {"seconds", "cpu_seconds"})
    row.cells.push_back({seconds_text(run.time.last(column)), ""});
  return row;
}

double mean_last(const std::vector<const SavedRun*>& runs, const char* column, bool time) {
  double sum = 0;
  for (const SavedRun* run : runs) sum += (time ? run->time : run->train).last(column);
  return sum / double(runs.size());
}

TableCell mean_cell(const std::vector<const SavedRun*>& runs, const std::string& which) {
  std::vector<double> values;
  for (const SavedRun* run : runs)
    if (const auto e = mmd2(*run, which)) values.push_back(e->estimate);
  if (values.size() < runs.size()) return {"-", ""};
  const Summary s = over_seeds(values);
  return estimate_cell({s.mean, s.low, s.high});
}

TableRow method_row(const std::string& method, const std::vector<const SavedRun*>& runs) {
  TableRow row{TableRow::Kind::method, method, fmt::format("{} seeds", runs.size()), {}};
  const std::string missing = missing_text(runs);
  if (!missing.empty()) {
    row.cells.assign(std::size(kSamples), {missing, ""});
  } else {
    for (const char* which : kSamples) row.cells.push_back(mean_cell(runs, which));
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
  constexpr std::pair<const char*, const char*> kBaselines[] = {{"train", "training data (floor)"},
                                                                {"uniform_noise", "uniform noise"},
                                                                {"mean_image", "mean image"}};
  std::vector<TableRow> rows;
  for (const auto& [key, label] : kBaselines) {
    std::vector<std::pair<std::string, TableCell>> cells;  // a method's, without repetitions
    for (const SavedRun& run : c.runs) {
      if (!run.metrics) continue;
      const auto found = run.metrics->baselines.find(key);
      if (found == run.metrics->baselines.end()) continue;
      const TableCell cell = estimate_cell(found->second);
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
    for (const auto* estimates : {&run.metrics->mmd2, &run.metrics->baselines})
      for (const auto& [name, e] : *estimates)
        if (e.estimate < 0) return true;
  }
  return false;
}

std::vector<std::string> notes(const SavedComparison& c) {
  std::vector<std::string> lines;
  if (c.seeds.size() < kSeedsForRanking)
    lines.push_back(
        fmt::format("too few seeds for a ranking ({} of {}): the values of each seed are shown",
                    c.seeds.size(), kSeedsForRanking));
  else
    lines.push_back(
        fmt::format("mean over {} seeds with its 95 % interval (Student's t)", c.seeds.size()));
  for (const std::string& method : c.methods)
    if (const std::string missing = missing_text(c.of(method)); !missing.empty())
      lines.push_back(fmt::format("{}: {}, so no mean: the seeds left over don't stand for all",
                                  method, missing));
  if (any_negative(c))
    lines.push_back(
        "a slightly negative MMD² is valid: the estimate is unbiased, so for two samples of one "
        "distribution it falls on either side of 0");
  return lines;
}

}  // namespace

std::string mmd2_text(double value) {
  if (!std::isfinite(value)) return "-";
  const std::string text = fmt::format("{:.4f}", value);
  return text == "-0.0000" ? "0.0000" : text;
}

std::string count_text(double value) {
  if (!std::isfinite(value)) return "-";
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
    if (!run->metrics || !run->metrics->stability) continue;
    const std::string& verdict = run->metrics->stability->verdict;
    const auto found = std::find_if(counts.begin(), counts.end(),
                                    [&](const auto& entry) { return entry.first == verdict; });
    if (found == counts.end())
      counts.emplace_back(verdict, 1);
    else
      ++found->second;
  }
  std::string text;
  for (const auto& [verdict, n] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, verdict);
  return text;
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

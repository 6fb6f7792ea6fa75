#include "reports/trained.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "records/metrics.h"
#include "records/paths.h"
#include "records/read_log.h"
#include "records/trained_files.h"
#include "reports/html.h"
#include "reports/measures.h"
#include "reports/palette.h"
#include "reports/pictures.h"
#include "reports/table.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// The folders of results, by name. Throws UserError where a link leads out of the report's folder.
std::vector<fs::path> results_of(const SavedRun& run) {
  const fs::path all = RunPaths{run.folder}.trained();
  if (!is_there(all)) return {};
  need_inside(run.root, all);
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(all, error))
    if (is_there(TrainedPaths{entry.path()}.result())) found.push_back(entry.path());
  if (error) throw UserError(all.string() + ": can't be read: " + error.message());
  std::sort(found.begin(), found.end());
  return found;
}

/// The rows of long chains; empty for another result.
std::string chain_table(const SavedRun& run, const TrainedPaths& paths,
                        const TrainedRecord& record) {
  if (record.command != "sample" || !is_there(paths.rows())) return "";
  need_inside(run.root, paths.rows());
  const Columns rows = read_log<ChainRow>(paths.rows());
  MeasureTable table{.title = "", .columns = {}, .rows = {}, .notes = {}, .name_heading = "step"};
  std::vector<const std::vector<double>*> columns;
  for (size_t i = 1; i < rows.names.size(); ++i)
    if (const auto& values = rows.values[i];
        std::any_of(values.begin(), values.end(), [](double v) { return !std::isnan(v); })) {
      table.columns.push_back(rows.names[i]);
      columns.push_back(&values);
    }
  for (size_t line = 0; line < rows.at("step").size(); ++line) {
    MeasureRow row{.group = "", .name = fmt::format("{:.0f}", rows.at("step")[line]), .cells = {}};
    for (const auto* values : columns) row.cells.push_back({number_text((*values)[line]), ""});
    table.rows.push_back(std::move(row));
  }
  return measure_html(table);
}

/// The rows of metrics.json.
std::string number_table(const SavedRun& run, const TrainedPaths& paths) {
  if (!is_there(paths.metrics())) return "";
  need_inside(run.root, paths.metrics());
  MeasureTable table{.title = "",
                     .columns = {"mean", "straight and even"},
                     .rows = {},
                     .notes = {},
                     .name_heading = "what"};
  bool floors = false;
  for (const MetricRow& row : read_metrics(paths.metrics()).rows) {
    TableCell cell{row.estimate ? number_text(*row.estimate) : "-", ""};
    if (row.low && row.high)
      cell.detail = fmt::format("[{}, {}]", number_text(*row.low), number_text(*row.high));
    table.rows.push_back(
        {row.group, row.name, {cell, {row.floor ? number_text(*row.floor) : "", ""}}});
    floors = floors || row.floor;
    if (!row.note.empty()) table.notes.push_back(row.name + ": " + row.note);
  }
  if (!floors) {
    table.columns.pop_back();
    for (MeasureRow& row : table.rows) row.cells.pop_back();
  }
  return measure_html(table);
}

std::string body(const SavedRun& run, const TrainedPaths& paths, const TrainedRecord& record) {
  std::vector<Picture> pictures;
  for (size_t i = 0; i < record.pictures.size(); ++i) {
    need_folder_name("pictures", record.pictures[i]);
    pictures.push_back({paths.grid(record.pictures[i]),
                        i < record.captions.size() ? record.captions[i] : record.pictures[i]});
  }
  std::string html;
  if (record.status != "finished")
    html += fmt::format("<p>{}{}</p>\n", escaped(record.status),
                        record.reason.empty() ? "" : ": " + escaped(record.reason));
  html += chain_table(run, paths, record) + number_table(run, paths) + pictures_html(run, pictures);
  for (const std::string& note : record.notes)
    html += fmt::format("<p class=\"small\">{}</p>\n", escaped(note));
  return html;
}

std::string result(const SavedRun& run, const fs::path& folder, bool open) {
  const TrainedPaths paths{folder};
  const std::string name = folder.filename().string();
  std::string title = fmt::format("seed {}: {}", run.seed, name), html;
  try {
    need_inside(run.root, paths.result());
    const auto record = read_record<TrainedRecord>(paths.result());
    title = fmt::format("seed {}, {}: {}", run.seed, record.command, record.title);
    if (record.iteration != run.iteration)
      title += fmt::format(", of the net after {} iterations, where the run is at {} now",
                           record.iteration, run.iteration);
    html = body(run, paths, record);
  } catch (const std::exception& error) {
    html = fmt::format("<p class=\"small\">Not shown: {}</p>\n", escaped(error.what()));
  }
  return folded(title, html, open);
}

std::string of_run(const SavedRun& run, bool open) {
  std::string html;
  try {
    for (const fs::path& folder : results_of(run)) html += result(run, folder, open);
  } catch (const std::exception& error) {
    html += fmt::format("<p class=\"small\">Not shown: {}</p>\n", escaped(error.what()));
  }
  return html;
}

}  // namespace

std::string trained_section(const SavedComparison& c) {
  std::string html;
  for (const std::string& method : c.methods) {
    std::string own;
    for (const SavedRun* run : c.of(method)) own += of_run(*run, own.empty());
    if (!own.empty())
      html += fmt::format("<h3 style=\"color:{}\">{}</h3>\n{}", method_colour(c, method),
                          escaped(method), own);
  }
  return html;
}

}  // namespace coopbench

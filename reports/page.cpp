#include "reports/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/files.h"
#include "reports/behaviour.h"
#include "reports/gnuplot.h"
#include "reports/grids.h"
#include "reports/html.h"
#include "reports/measures.h"
#include "reports/page_style.h"
#include "reports/palette.h"
#include "reports/settings.h"
#include "reports/summary.h"
#include "reports/table.h"
#include "reports/trained.h"
#include "reports/verdict.h"

namespace coopbench {
namespace {

std::string title(const SavedComparison& c) {
  if (!c.preset.title.empty()) return c.preset.title;
  return c.preset.name.empty() ? c.folder.filename().string() : c.preset.name;
}

std::string lead(const SavedComparison& c, const std::vector<MethodPair>& pairs,
                 const std::vector<OtherSetting>& others) {
  std::string html = "<div class=\"lead\">\n";
  const auto unfinished =
      std::count_if(c.runs.begin(), c.runs.end(), [](const SavedRun& r) { return !r.finished(); });
  const auto sentences = summary(c, pairs, others);
  for (size_t i = 0; i < sentences.size(); ++i) {
    const bool fate = i + size_t(unfinished) >= sentences.size();
    html += fmt::format("<p{}>{}</p>\n", fate ? " class=\"fate\"" : "", escaped(sentences[i]));
  }
  return html + "</div>\n";
}

std::string row_class(const TableRow& row, bool first) {
  const char* kind = row.kind == TableRow::Kind::method ? "method"
                     : row.kind == TableRow::Kind::seed ? "seed"
                                                        : "baseline";
  return fmt::format("{}{}", kind, first ? " first" : "");
}

std::string table_html(const std::vector<std::string>& columns, const std::vector<TableRow>& rows,
                       const SavedComparison& c) {
  std::string html =
      "<div class=\"scroll\"><table class=\"results\"><thead><tr><th>method</th><th>seed</th>";
  for (const std::string& column : columns) html += "<th>" + escaped(column) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  std::string previous;
  bool baselines = false;
  for (const TableRow& row : rows) {
    const bool baseline = row.kind == TableRow::Kind::baseline;
    const bool first = baseline ? !baselines : row.name != previous;
    baselines = baseline;
    previous = row.name;
    const std::string colour = baseline ? "#444" : method_colour(c, row.name);
    html += fmt::format("<tr class=\"{}\"><th style=\"color:{}\">{}</th>", row_class(row, first),
                        colour, escaped(row.name));
    html += fmt::format("<td data-label=\"seed\"{}>{}</td>",
                        row.seed.empty() ? " class=\"empty\"" : "", escaped(row.seed));
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const TableCell& cell = row.cells[i];
      html += fmt::format("<td data-label=\"{}\"{}><span>{}{}</span></td>", escaped(columns[i]),
                          cell.value.empty() ? " class=\"empty\"" : "", escaped(cell.value),
                          cell.detail.empty() ? "" : "<small>" + escaped(cell.detail) + "</small>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string evaluation_note(const SavedComparison& c) {
  for (const SavedRun& run : c.runs) {
    if (!run.metrics || run.metrics->samples == 0) continue;
    const MetricsRecord& m = *run.metrics;
    return fmt::format(
        "MMD² of {} samples to {} images of the {} data, unbiased, Gaussian kernel of width "
        "{:.4g}; in brackets below "
        "the value of one seed, or of a baseline, the 95 % interval of that estimate.",
        count_text(double(m.samples)), count_text(double(m.real)), m.part, m.width.value_or(0));
  }
  return "No run has been evaluated yet.";
}

/// Whose statistics the batch norms used that made each method's starts; nothing where there are
/// none.
std::string batch_norm_note(const SavedComparison& c) {
  std::string text;
  for (const std::string& method : c.methods) {
    for (const SavedRun* run : c.of(method)) {
      if (!run->metrics || run->metrics->batch_norm.empty() || run->metrics->batch_norm == "none")
        continue;
      text += fmt::format("{}The batch norms that make the starts of {} use {} statistics.",
                          text.empty() ? "" : " ", method, run->metrics->batch_norm);
      break;
    }
  }
  return text;
}

/// Empty, or that the training chains ran in less than float32.
std::string precision_note(const SavedComparison& c) {
  for (const SavedRun& run : c.runs)
    if (text_at(run.config, {"sampler", "precision"}) == "bf16")
      return run.method +
             ": the MCMC steps computed the products of 4x4 convolutions in bf16 "
             "(sampler.precision); energies, weight gradients, steps and noise are float32.";
  return "";
}

std::string verdict_section(const SavedComparison& c, const std::vector<MethodPair>& pairs,
                            const std::vector<OtherSetting>& others) {
  MeasureTable table = verdict_table(c, pairs);
  for (const OtherSetting& other : others)
    add_setting(table, verdict_table(other.comparison, other.pairs), other);
  return measure_html(table);
}

std::string results_section(const SavedComparison& c, const std::vector<MethodPair>& pairs,
                            const std::vector<OtherSetting>& others) {
  const ResultTable table = tabulate(c);
  std::string html = table_html(table.columns, table.rows, c) + "<ul class=\"notes\">\n";
  for (const std::string& note : table.notes) html += "<li>" + escaped(note) + "</li>\n";
  html += "<li>" + escaped(evaluation_note(c)) + "</li>\n";
  for (const std::string& note : {batch_norm_note(c), precision_note(c)})
    if (!note.empty()) html += "<li>" + escaped(note) + "</li>\n";
  html +=
      "<li>Ends: the training chains' steps from the method's own starts, which are its samples. "
      "Starts: what those "
      "chains begin with. From noise: as many steps from fresh uniform noise.</li>\n"
      "<li>Stability: a verdict on d over the last half of the run, the number that decided it and "
      "its limit; of a stable run the number that is nearest to its limit.</li>\n</ul>\n";
  MeasureTable evidence = evidence_table(pairs);
  for (const OtherSetting& other : others)
    add_setting(evidence, evidence_table(other.pairs), other);
  if (!evidence.rows.empty()) html += folded(evidence.title, measure_html(evidence), true);
  if (c.seeds.size() >= kSeedsForRanking)
    html += folded("Each seed", table_html(table.columns, seed_rows(c), c));
  return html;
}

std::string measures_section(const SavedComparison& c) {
  std::string html;
  for (const MeasureTable& table : measure_tables(c))
    html += folded(table.title, measure_html(table), html.empty());
  return html;
}

std::string plots_section(const std::vector<DrawnPlot>& plots) {
  std::string html = "<div class=\"plots\">\n";
  for (const auto& [title, caption, drawn] : plots)
    html += fmt::format(
        "<section><h3>{}</h3>\n{}</section>\n", escaped(title),
        drawn.trouble.empty()
            ? figure(data_uri(read_text(drawn.svg, kLargestPicture), "image/svg+xml"), title,
                     caption, "plot")
            : fmt::format("<p class=\"small\">Not drawn: {}</p>\n", escaped(drawn.trouble)));
  return html +
         "</div>\n<p class=\"small\">The script and the data of each picture lie in the folder "
         "report beside "
         "this page.</p>\n";
}

std::string notes_section(const SavedComparison& c) {
  std::string html;
  if (!c.preset.description.empty()) html += "<p>" + escaped(c.preset.description) + "</p>\n";
  if (!c.preset.source.empty()) html += "<p>Source: " + escaped(c.preset.source) + "</p>\n";
  std::string items;
  if (!c.changed.empty())
    items += fmt::format("<li>Changed from the preset, of which the notes below speak: {}</li>\n",
                         escaped(fmt::format("{}", fmt::join(c.changed, ", "))));
  for (const std::string& note : c.preset.notes) items += "<li>" + escaped(note) + "</li>\n";
  for (const SavedRun& run : c.runs)
    for (const std::string& remark : run.remarks)
      items +=
          fmt::format("<li>{}, seed {}: {}</li>\n", escaped(run.method), run.seed, escaped(remark));
  return items.empty() ? html : html + "<ul class=\"notes\">\n" + items + "</ul>\n";
}

std::string section(const std::string& heading, const std::string& body) {
  return body.empty()
             ? ""
             : fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", escaped(heading), body);
}

}  // namespace

std::string page(const SavedComparison& c, const std::vector<DrawnPlot>& plots,
                 const std::vector<OtherSetting>& others) {
  const std::vector<MethodPair> pairs = pairs_of(c);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</"
      "h1>\n{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}</"
      "body>\n</html>\n",
      escaped(title(c)), page_style(), lead(c, pairs, others),
      section("Verdict", verdict_section(c, pairs, others)),
      section("Results", results_section(c, pairs, others)),
      section("Published behaviour", measure_html(behaviour_table(c))),
      section("Metrics", measures_section(c)),
      section("Training", plots.empty() ? "" : plots_section(plots)),
      section("Samples", grids_section(c)), section("What the trained nets do", trained_section(c)),
      section("Settings", settings_section(c)), section("Notes", notes_section(c)));
}

}  // namespace coopbench

#include "reports/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/metric.h"
#include "metrics/seeds.h"
#include "reports/html.h"

namespace coopbench {
namespace {

using Pointer = Json::json_pointer;

/// Numbers in a table: four significant digits.
std::string number_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

/// The number at a place of a finished run's metrics.json; nothing where it has none.
std::optional<double> number_at(const SavedRun& run, const Pointer& place) {
  if (!run.finished() || !run.metrics || !run.metrics->file.contains(place)) return {};
  const Json& value = run.metrics->file.at(place);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

TableCell cell_of(const std::vector<const SavedRun*>& runs, const Pointer& place) {
  std::vector<double> values;
  for (const SavedRun* run : runs)
    if (const auto value = number_at(*run, place)) values.push_back(*value);
  if (const std::string missing = missing_text(runs); !missing.empty()) return {missing, ""};
  if (values.empty()) return {"-", ""};
  if (values.size() >= kSeedsForRanking && values.size() == runs.size()) {
    const Summary s = over_seeds(values);
    return {number_text(s.mean), fmt::format("[{}, {}]", number_text(s.low), number_text(s.high))};
  }
  std::string text;
  for (const double value : values) text += (text.empty() ? "" : ", ") + number_text(value);
  return {text, ""};
}

MeasureRow row_of(const SavedComparison& c, std::string group, std::string name,
                  const Pointer& place) {
  MeasureRow row{std::move(group), std::move(name), {}};
  for (const std::string& method : c.methods) row.cells.push_back(cell_of(c.of(method), place));
  return row;
}

/// The keys of the objects at a place, in the order of the first run that has it.
std::vector<std::string> keys_at(const SavedComparison& c, const Pointer& place) {
  std::vector<std::string> keys;
  for (const SavedRun& run : c.runs) {
    if (!run.metrics || !run.metrics->file.contains(place)) continue;
    for (const auto& [key, value] : run.metrics->file.at(place).items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

/// "precision ↑" for a metric of which higher values are better; "kid (subsets 10) ↓" with
/// settings.
std::string with_direction(const std::string& metric) {
  const std::string name = metric.substr(0, metric.find(' '));
  const auto names = metrics().names();
  if (std::find(names.begin(), names.end(), name) == names.end()) return metric;
  switch (metrics().at(name, "metric").make(Json::object()).better) {
    case Better::lower:
      return metric + " ↓";
    case Better::higher:
      return metric + " ↑";
    case Better::neither:
      break;
  }
  return metric;
}

MeasureTable quality_table(const SavedComparison& c) {
  MeasureTable table{
      .title = "Further metrics of the ends",
      .columns = c.methods,
      .rows = {},
      .notes = {"Each in the feature space on the left; ↓ lower is better, ↑ higher is "
                "better. Training data: as many training images in place of the "
                "samples, what a perfect sampler would get. coopbench metric NAME "
                "--help says what each is."}};
  table.columns.emplace_back("training data");
  const Pointer quality("/quality");
  for (const std::string& space : keys_at(c, quality))
    for (const std::string& metric : keys_at(c, quality / space)) {
      const Pointer place = quality / space / metric;
      table.rows.push_back(row_of(c, space, with_direction(metric), place / "estimate"));
      std::optional<double> floor;
      for (const SavedRun& run : c.runs)
        if (!floor) floor = number_at(run, place / "floor");
      table.rows.back().cells.push_back({floor ? number_text(*floor) : "-", ""});
    }
  return table;
}

/// Group, name and place in metrics.json of a row.
using Places = std::vector<std::array<const char*, 3>>;

/// The table with those rows for which any run has a number.
MeasureTable fixed_rows(const SavedComparison& c, MeasureTable table, const Places& places) {
  for (const auto& [group, name, place] : places) {
    const bool any = std::any_of(
        c.runs.begin(), c.runs.end(),
        [&, at = Pointer(place)](const SavedRun& run) { return number_at(run, at).has_value(); });
    if (any) table.rows.push_back(row_of(c, group, name, Pointer(place)));
  }
  return table;
}

MeasureTable energies_table(const SavedComparison& c) {
  MeasureTable table{
      .title = "The energy as a score, and memorising",
      .columns = c.methods,
      .rows = {},
      .notes = {
          "AUROC of telling the data's images from others, 0.5 is none: energy (-U), gradient "
          "(minus the norm of its gradient), and two scores that no training made: "
          "mean_distance (minus the distance to the mean training image) and compressed_size "
          "(minus the bytes of the compressed image). An energy that does not beat them has "
          "learned no more than they know.",
          "Gap: mean energy of training images less that of held-out ones; clearly below 0 "
          "the energy has memorised. Nearer to training rows: share of the ends whose nearest "
          "training row is nearer than their nearest held-out one, of as many; 0.5 without "
          "memorising."}};
  const Pointer aurocs("/energies/auroc");
  for (const std::string& against : keys_at(c, aurocs))
    for (const std::string& score : keys_at(c, aurocs / against))
      table.rows.push_back(
          row_of(c, "against " + against, score, aurocs / against / score / "estimate"));
  return fixed_rows(c, std::move(table),
                    {{"memorising", "gap", "/energies/gap/estimate"},
                     {"memorising", "nearer to training rows", "/memorising/estimate"},
                     {"memorising", "copies of training rows", "/memorising/details/copies"}});
}

MeasureTable chains_table(const SavedComparison& c) {
  return fixed_rows(
      c,
      {.title = "Chains",
       .columns = c.methods,
       .rows = {},
       .notes = {"Reach much below 1: the drift of K steps is too short to carry chains from their "
                 "starts to the data, whatever the energy.",
                 "Long run: 64 chains that go on from their ends for further rounds of K steps, a "
                 "draw a round. R-hat above 1.01 or few effective draws: the chains do not mix, so "
                 "samples depend on where chains start."}},
      {
          {"from start to end", "displacement", "/chains/travel/displacement"},
          {"from start to end", "path K r", "/chains/travel/path"},
          {"from start to end", "distance to the nearest image", "/chains/travel/nearest"},
          {"from start to end", "reach (path / that distance)", "/chains/travel/reach"},
          {"ends", "share of duplicates", "/chains/duplicates"},
          {"bank", "states taken on", "/chains/memory/taken_on"},
          {"bank", "mean age, rounds of K steps", "/chains/memory/age_mean"},
          {"bank", "share of duplicates", "/chains/memory/duplicates"},
          {"long run", "R-hat of the energy", "/chains/long_run/rhat"},
          {"long run", "effective draws, bulk", "/chains/long_run/ess_bulk"},
          {"long run", "effective draws, tail", "/chains/long_run/ess_tail"},
          {"long run", "autocorrelation time, rounds", "/chains/long_run/autocorrelation_time"},
          {"long run", "left the bounds at round", "/chains/long_run/diverged_at"},
      });
}

MeasureTable likelihood_table(const SavedComparison& c) {
  return fixed_rows(
      c,
      {.title = "Likelihood and modes",
       .columns = c.methods,
       .rows = {},
       .notes =
           {"Exact on a grid over the view, in nats. The least KL over a temperature is for "
            "chains without noise, whose energy has none.",
            "Annealing brackets log Z. From below, above the grid's log Z: the energy has mass "
            "outside of the view, where no data taught it."}},
      {
          {"grid", "log Z", "/likelihood/grid/log_z"},
          {"grid", "negative log-likelihood", "/likelihood/grid/nll"},
          {"grid", "the same of the true density", "/likelihood/grid/nll_true"},
          {"grid", "KL(true || learned)", "/likelihood/grid/kl"},
          {"grid", "KL(learned || true)", "/likelihood/grid/reverse_kl"},
          {"grid", "least KL over a temperature", "/likelihood/grid/minimised_kl"},
          {"grid", "that temperature", "/likelihood/grid/temperature"},
          {"annealing", "log Z, from below", "/likelihood/annealing/low"},
          {"annealing", "log Z of the view, from above", "/likelihood/annealing/high"},
          {"ends", "modes hit", "/likelihood/modes/hit"},
          {"ends", "share within 3 sd of a mode", "/likelihood/modes/share_within"},
          {"ends", "KL of the counts from uniform", "/likelihood/modes/kl_uniform"},
      });
}

struct Pair {
  std::string a, b;
  PairedTest test;
};

/// MMD^2 of the ends for the seeds that both methods finished.
std::optional<Pair> pair_of(const SavedComparison& c, const std::string& a, const std::string& b) {
  const Pointer place("/mmd2/end/estimate");
  std::vector<double> of_a, of_b;
  for (const SavedRun* one : c.of(a))
    for (const SavedRun* other : c.of(b)) {
      const auto x = number_at(*one, place), y = number_at(*other, place);
      if (one->seed == other->seed && x && y) of_a.push_back(*x), of_b.push_back(*y);
    }
  if (of_a.size() < 2) return {};
  return Pair{a, b, paired_test(of_a, of_b)};
}

}  // namespace

std::vector<MeasureTable> measure_tables(const SavedComparison& c) {
  std::vector<MeasureTable> tables{quality_table(c), likelihood_table(c), energies_table(c),
                                   chains_table(c)};
  std::erase_if(tables, [](const MeasureTable& table) { return table.rows.empty(); });
  return tables;
}

MeasureTable paired_table(const SavedComparison& c) {
  MeasureTable table{
      .title = "Pairs of methods",
      .columns = {"seeds", "mean difference of MMD²", "p (sign flip)", "p (Holm)"},
      .rows = {},
      .notes = {
          "Differences over the same seeds, first less second, with Student's t interval; a "
          "negative one speaks for the first. The sign-flip test can't give less than 2 / 2^n "
          "for n seeds; Holm adjusts for the number of pairs."}};
  std::vector<Pair> pairs;
  for (size_t i = 0; i < c.methods.size(); ++i)
    for (size_t j = i + 1; j < c.methods.size(); ++j)
      if (auto pair = pair_of(c, c.methods[i], c.methods[j])) pairs.push_back(std::move(*pair));
  std::vector<double> p_values;
  for (const Pair& pair : pairs) p_values.push_back(pair.test.p_value);
  const std::vector<double> adjusted = holm(p_values);
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Summary& d = pairs[i].test.difference;
    table.rows.push_back(
        {pairs[i].a,
         pairs[i].b,
         {{std::to_string(d.n), ""},
          {mmd2_text(d.mean), fmt::format("[{}, {}]", mmd2_text(d.low), mmd2_text(d.high))},
          {fmt::format("{:.3f}", p_values[i]), ""},
          {fmt::format("{:.3f}", adjusted[i]), ""}}});
  }
  return table;
}

std::string measure_html(const MeasureTable& table) {
  if (table.rows.empty()) return "";
  std::string html =
      "<div class=\"scroll\"><table class=\"results measures\"><thead><tr><th></th>"
      "<th></th>";
  for (const std::string& column : table.columns) html += "<th>" + escaped(column) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  std::string previous;
  for (const MeasureRow& row : table.rows) {
    html += fmt::format("<tr class=\"seed{}\"><th>{}</th><td data-label=\"\">{}</td>",
                        row.group == previous ? "" : " first",
                        row.group == previous ? "" : escaped(row.group), escaped(row.name));
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
